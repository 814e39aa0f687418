package dev.bettong.runtime;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Listens to a sample of the events that come to one step, on all workers, until it is closed. For one thread. */
public interface Tap extends AutoCloseable {

    /**
     * What came since the last time.
     *
     * @param next events that are let in until the next time; further ones are dropped
     */
    Taken take(int next);

    /** Lets the workers forget it; does nothing the second time. */
    @Override
    void close();

    /**
     * What the tap has taken.
     *
     * @param events in the order of each worker
     * @param dropped events of the sample that were not let in, since the beginning
     */
    record Taken(List<Event> events, long dropped) {}

    /**
     * An event, just before the step handles it.
     *
     * @param key the beginning of its key's text, or {@code null} before the first partitioning
     * @param partition its partition, or {@code null} before the first partitioning
     * @param event the beginning of its text
     */
    record Event(
            Instant at,
            int worker,
            @Nullable Integer partition,
            @Nullable String key,
            String event) {}
}
