/** Converts temperatures: binary frames in and out, two computations in a row. */
@NullMarked
package dev.bettong.examples.celsius;

import org.jspecify.annotations.NullMarked;
