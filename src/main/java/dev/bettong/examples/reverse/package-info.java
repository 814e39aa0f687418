/** Turns texts around: the smallest pipeline, one computation without state. */
@NullMarked
package dev.bettong.examples.reverse;

import org.jspecify.annotations.NullMarked;
