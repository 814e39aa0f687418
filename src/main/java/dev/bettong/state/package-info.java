/** The entities of a worker, which of them have changed since the last checkpoint, and how many may be in memory. */
@NullMarked
package dev.bettong.state;

import org.jspecify.annotations.NullMarked;
