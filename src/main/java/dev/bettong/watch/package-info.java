/** Looks after running pipelines: the heartbeat of workers, the health of partitions, the heap. */
@NullMarked
package dev.bettong.watch;

import org.jspecify.annotations.NullMarked;
