/** Sources and sinks of kinds that a bean adds, and what runs them. */
@NullMarked
package dev.bettong.connect;

import org.jspecify.annotations.NullMarked;
