/** Averages of readings, and alarms when a sensor sends none. */
@NullMarked
package dev.bettong.examples.sensors;

import org.jspecify.annotations.NullMarked;
