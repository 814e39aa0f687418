/** One package for each example application; {@code bettong.examples} switches them on by name. */
@NullMarked
package dev.bettong.examples;

import org.jspecify.annotations.NullMarked;
