package dev.bettong.embedded;

import dev.bettong.checkpoint.DeadLetterBounds;
import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.state.StateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Size of the embedded runtime.
 *
 * <p>As many components as there are properties.
 *
 * @param workers event loops, at least 1
 * @param partitions partitions that dynamic keys are hashed to, at least 1
 * @param workerDelayLimit how late an event loop may be before its pipelines are degraded
 * @param mailboxCapacity bytes that may wait between two workers before the sources of the pipeline pause
 * @param shutdownTimeout how long a stop may take
 * @param state what entities may be in memory on all workers together
 * @param heapNearlyFull share of the old generation in use after garbage collection, from 0 to 1, beyond which pipelines are
 *     degraded
 * @param maxEntityLength most characters of JSON that an entity is shown with
 * @param deadLetters which dead letters are kept
 * @param fatalErrors what becomes of the process after an error that this JVM does not survive sanely
 * @param durability how to survive a crash; or {@code null}, if nothing is to be kept on disk
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
