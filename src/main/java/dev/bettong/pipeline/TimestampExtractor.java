package dev.bettong.pipeline;

import java.time.Instant;

/**
 * Reads from an event when it happened.
 *
 * <p>The worker that has read the frame calls it, and others may at the same time. What it throws, and a time of
 * {@code null}, is a failure with the reason {@code time}.
 *
 * @param <T> type of the event
 */
@FunctionalInterface
public interface TimestampExtractor<T> {

    /** When the event happened; milliseconds count. */
    Instant timestamp(T event) throws Exception;
}
