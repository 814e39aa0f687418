/** Which events of two flows meet, and for how long each is kept. Knows neither keys nor clocks. */
@NullMarked
package dev.bettong.join;

import org.jspecify.annotations.NullMarked;
