/** How far time has come, by the events themselves: streams and their watermarks. */
@NullMarked
package dev.bettong.time;

import org.jspecify.annotations.NullMarked;
