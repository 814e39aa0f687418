package dev.bettong.examples.wordcount;

import java.time.Duration;

/**
 * A part of the demo in which words are sent at one rate.
 *
 * @param title what it shows
 * @param length how long words are sent
 * @param wordsPerSecond how many; {@link #AS_FAST_AS_POSSIBLE} leaves it to the service's back-pressure
 * @param probeEvery every how many frames the latency of one is measured
 */
record DemoPhase(String title, Duration length, long wordsPerSecond, int probeEvery) {

    static final long AS_FAST_AS_POSSIBLE = 0;

    boolean isUnlimited() {
        return wordsPerSecond == AS_FAST_AS_POSSIBLE;
    }

    /** When, in nanoseconds from the beginning of a phase with a rate, what follows {@code words} words is due. */
    long dueAfter(long words) {
        return (long) (words * 1e9 / wordsPerSecond);
    }
}
