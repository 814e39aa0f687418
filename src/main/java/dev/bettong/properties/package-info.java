/** The properties under {@code bettong}, as records. */
@NullMarked
package dev.bettong.properties;

import org.jspecify.annotations.NullMarked;
