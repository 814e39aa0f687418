/** The crash test: a real process is killed again and again, and must have lost nothing and counted nothing twice. */
@NullMarked
package dev.bettong.crash;

import org.jspecify.annotations.NullMarked;
