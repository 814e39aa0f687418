/** What checkpoints save of a pipeline beside its states and unsent outputs: timers, time, calls; and its recovery. */
@NullMarked
package dev.bettong.restore;

import org.jspecify.annotations.NullMarked;
