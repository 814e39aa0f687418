/**
 * The properties under {@code bettong}, as records.
 *
 * <p>Spring binds records by their constructors, so a record has one parameter for each property, however many.
 */
@NullMarked
package dev.bettong.properties;

import org.jspecify.annotations.NullMarked;
