/** Which events of a key are aggregated together, and when a window closes. Knows neither keys nor clocks. */
@NullMarked
package dev.bettong.window;

import org.jspecify.annotations.NullMarked;
