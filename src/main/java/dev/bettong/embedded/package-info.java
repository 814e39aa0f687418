/** One machine: wires sources, workers, checkpoints and sinks, and runs, drains and stops them. */
@NullMarked
package dev.bettong.embedded;

import org.jspecify.annotations.NullMarked;
