/** Bytes out: TCP clients with bounded buffers that reconnect. */
@NullMarked
package dev.bettong.sink;

import org.jspecify.annotations.NullMarked;
