/** Votes for letters, with a running total of each. */
@NullMarked
package dev.bettong.examples.alphabet;

import org.jspecify.annotations.NullMarked;
