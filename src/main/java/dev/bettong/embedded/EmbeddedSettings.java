package dev.bettong.embedded;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.state.StateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the embedded runtime.
 *
 * @param workers event loops, at least 1
 * @param partitions partitions that dynamic keys are hashed to, at least 1
 * @param workerDelayLimit how late an event loop may be before its pipelines are {@code DEGRADED}
 * @param mailboxCapacity bytes that may wait between two workers before the sources of the pipeline pause
 * @param shutdownTimeout how long a stop may take
 * @param state limits of the entities in memory, on all workers together
 * @param heapNearlyFull share of the old generation in use after garbage collection, from 0 to 1, beyond which pipelines
 *     are degraded
 * @param maxEntityLength maximum characters of JSON of an entity that is shown
 * @param deadLetters which dead letters are kept
 * @param fatalErrors what happens to the process after an error from which the JVM cannot recover
 * @param durability settings of the data directory; {@code null} if there is none
 */
public record EmbeddedSettings(
        int workers,
        int partitions,
        Duration workerDelayLimit,
        long mailboxCapacity,
        Duration shutdownTimeout,
        StateLimits state,
        double heapNearlyFull,
        long maxEntityLength,
        DeadLetterBounds deadLetters,
        FatalErrorPolicy fatalErrors,
        @Nullable DurabilitySettings durability) {}
