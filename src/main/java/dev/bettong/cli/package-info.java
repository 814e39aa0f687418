/** The commands of the executable jar beside the service: they start no Spring, so that they are quick. */
@NullMarked
package dev.bettong.cli;

import org.jspecify.annotations.NullMarked;
