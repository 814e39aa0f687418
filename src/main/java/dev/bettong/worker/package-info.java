/** Event loops that own partitions: what they run, how they hand events to each other, and when reading has to stop. */
@NullMarked
package dev.bettong.worker;

import org.jspecify.annotations.NullMarked;
