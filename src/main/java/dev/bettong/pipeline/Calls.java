package dev.bettong.pipeline;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * How a step calls other services: how many calls are under way at once, how long they take, how often they are tried, and in
 * which order their outputs go on.
 *
 * @param inFlight calls that are under way at once on each worker; further events wait, and sources pause
 * @param timeout after which an attempt is given up
 * @param retry when a call that has failed is tried again
 * @param ordered whether outputs go on in the order of the events: of those of a key behind a partitioning, and of all those
 *     on the worker before it
 */
public record Calls(int inFlight, Duration timeout, Retry retry, boolean ordered) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    public Calls {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(retry, "retry");
    }

    /** Calls of at most ten seconds, which are not tried again, and whose outputs go on in order. */
    public static Calls inFlight(int atMost) {
        return new Calls(atMost, DEFAULT_TIMEOUT, Retry.never(), true);
    }

    /** Calls of which each attempt takes at most so long. */
    public Calls timeout(Duration each) {
        return new Calls(inFlight, each, retry, ordered);
    }

    /** Calls that are tried again when they fail. */
    public Calls retry(Retry policy) {
        return new Calls(inFlight, timeout, policy, ordered);
    }

    /** Calls whose outputs go on as soon as they are there. */
    public Calls unordered() {
        return new Calls(inFlight, timeout, retry, false);
    }

    /**
     * When a call is tried again. Before the second attempt it waits for {@code first}, and then twice as long each time, up
     * to {@code longest}; each wait is up to half as much longer or shorter, so that calls that failed together do not come
     * together again.
     *
     * @param attempts how often it is tried, the first time included
     * @param first time before the second attempt
     * @param longest most time between two attempts
     * @param on which failures are worth another attempt; a time-out is a {@link java.util.concurrent.TimeoutException}
     */
    public record Retry(int attempts, Duration first, Duration longest, Predicate<? super Throwable> on) {

        private static final Duration DEFAULT_FIRST = Duration.ofMillis(100);
        private static final Duration DEFAULT_LONGEST = Duration.ofSeconds(10);

        public Retry {
            Objects.requireNonNull(first, "first");
            Objects.requireNonNull(longest, "longest");
            Objects.requireNonNull(on, "on");
        }

        /** One attempt. */
        public static Retry never() {
            return attempts(1);
        }

        /** So many attempts, whatever the failure; the waits begin at 100 milliseconds, and end at ten seconds. */
        public static Retry attempts(int all) {
            return new Retry(all, DEFAULT_FIRST, DEFAULT_LONGEST, thrown -> true);
        }

        /** Waits from {@code first} to {@code longest}. */
        public Retry backoff(Duration from, Duration to) {
            return new Retry(attempts, from, to, on);
        }

        /** Only failures of a type are worth another attempt. */
        public Retry on(Class<? extends Throwable> type) {
            return on((Predicate<Throwable>) type::isInstance);
        }

        /** Only failures that pass a test, for example of several types, are worth another attempt; it is called by several threads. */
        public Retry on(Predicate<? super Throwable> worth) {
            return new Retry(attempts, first, longest, worth);
        }
    }
}
