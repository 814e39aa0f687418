package dev.bettong.pipeline;

import java.time.Instant;

/**
 * The events of a key that make a result.
 *
 * @param start the earliest time in it
 * @param end the first time after it; of a session the time of its last event plus the gap, of a count of events, or of
 *     all events so far, the time of the latest one plus a millisecond
 * @param events how many there are
 * @param <K> type of the key
 */
public record ClosedWindow<K>(K key, Instant start, Instant end, long events) {}
