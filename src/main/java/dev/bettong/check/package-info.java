/** The start-up check: all problems of an application at once, and the command {@code --check}. */
@NullMarked
package dev.bettong.check;

import org.jspecify.annotations.NullMarked;
