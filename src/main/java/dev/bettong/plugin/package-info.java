/** Jars of functions that are added to the application. */
@NullMarked
package dev.bettong.plugin;

import org.jspecify.annotations.NullMarked;
