/** Calls of other services: how many are under way, how long they take, how often they are tried, when their outputs go on. */
@NullMarked
package dev.bettong.calls;

import org.jspecify.annotations.NullMarked;
