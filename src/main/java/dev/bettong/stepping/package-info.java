/** The engine on one thread, step by step, with a clock of its own, and sources and sinks in memory. */
@NullMarked
package dev.bettong.stepping;

import org.jspecify.annotations.NullMarked;
