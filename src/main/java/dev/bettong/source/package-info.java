/** Bytes in: TCP servers that cut frames out of what they read and hand them upward. */
@NullMarked
package dev.bettong.source;

import org.jspecify.annotations.NullMarked;
