package dev.bettong.pipeline;

import java.time.Duration;
import java.util.Objects;

/**
 * How the time of a source's events is known, and how far they may come out of order. Without one, the time of an event is
 * when its frame was read.
 *
 * <p>Each connection of the source has a watermark: its largest time so far, less {@code outOfOrder}. That of the pipeline is
 * the lowest of all connections that count. A connection counts from its first event, and not while it is idle.
 *
 * @param of reads the time of an event
 * @param outOfOrder how far an event may be behind the latest of its connection, and be in time
 * @param idleAfter time without events after which a connection holds back the others no longer
 * @param ahead how far an event may be ahead of the system clock; one beyond is a failure with the reason {@code time}
 * @param <T> type of the events
 */
public record EventTime<T>(TimestampExtractor<T> of, Duration outOfOrder, Duration idleAfter, Duration ahead) {

    private static final Duration DEFAULT_IDLE_AFTER = Duration.ofSeconds(10);
    private static final Duration DEFAULT_AHEAD = Duration.ofDays(1);

    public EventTime {
        Objects.requireNonNull(of, "of");
    }

    /** Events that come in order, from connections that are idle after ten seconds. */
    public static <T> EventTime<T> of(TimestampExtractor<T> timestamp) {
        return new EventTime<>(timestamp, Duration.ZERO, DEFAULT_IDLE_AFTER, DEFAULT_AHEAD);
    }

    /** Events that may be that far behind the latest of their connection. */
    public EventTime<T> outOfOrder(Duration atMost) {
        return new EventTime<>(of, atMost, idleAfter, ahead);
    }

    /** Connections that hold back the others no longer after so long without events. */
    public EventTime<T> idleAfter(Duration silence) {
        return new EventTime<>(of, outOfOrder, silence, ahead);
    }

    /** Events that may be that far ahead of the system clock. */
    public EventTime<T> ahead(Duration atMost) {
        return new EventTime<>(of, outOfOrder, idleAfter, atMost);
    }
}
