package dev.bettong.pipeline;

import java.time.Duration;
import java.time.ZoneId;

/**
 * Which events of a key are aggregated together. Windows of time go by the time of an event, see {@link Aggregation}; one
 * contains its start and does not contain its end. It closes when time, or with {@link EventTime} the watermark, reaches its
 * end plus {@code grace}, and then has one result. An event is late when all windows that would contain it are closed: that
 * can only happen with {@code EventTime}.
 */
public sealed interface Window {

    /** Time for which a window stays open after its end. */
    Duration grace();

    /** What becomes of late events. */
    LatePolicy late();

    /** Windows of one length, one after the other, aligned to 1970-01-01T00:00Z. */
    static Span tumbling(Duration size) {
        return new Span(size, size, Duration.ZERO, Duration.ZERO, Duration.ZERO, LatePolicy.DEAD_LETTER);
    }

    /**
     * Windows of one length, of which one begins every so often, aligned to 1970-01-01T00:00Z: an event counts in several.
     *
     * @param every at most {@code size}
     */
    static Span sliding(Duration size, Duration every) {
        return new Span(size, every, Duration.ZERO, Duration.ZERO, Duration.ZERO, LatePolicy.DEAD_LETTER);
    }

    /** Calendar days of a time zone, some of which have 23 or 25 hours. */
    static Days days(ZoneId zone) {
        return new Days(zone, Duration.ZERO, LatePolicy.DEAD_LETTER);
    }

    /** Events with less than {@code gap} between each and the next. */
    static Session session(Duration gap) {
        return new Session(gap, Duration.ZERO, LatePolicy.DEAD_LETTER);
    }

    /** A number of events, in the order in which they come. */
    static Count count(int events) {
        return new Count(events, Duration.ZERO);
    }

    /**
     * Windows of one length.
     *
     * @param every time from the start of a window to that of the next
     * @param offset where a window starts, from 1970-01-01T00:00Z
     * @param grace time for which a window stays open after its end
     * @param emptyFor time from the last event of a key until which windows without events have results, too
     * @param late what becomes of late events
     */
    record Span(Duration size, Duration every, Duration offset, Duration grace, Duration emptyFor, LatePolicy late)
            implements Window {

        /** Windows that start at {@code from1970} instead, which is shorter than a window and may be negative. */
        public Span offset(Duration from1970) {
            return new Span(size, every, from1970, grace, emptyFor, late);
        }

        /** Windows that stay open for a while, for events that come later. */
        public Span grace(Duration stayOpen) {
            return new Span(size, every, offset, stayOpen, emptyFor, late);
        }

        /** Results of windows without events as well, of those that start until {@code since} after the key's last event. */
        public Span withEmpty(Duration since) {
            return new Span(size, every, offset, grace, since, late);
        }

        /** Windows with another answer to late events; the default is {@link LatePolicy#DEAD_LETTER}. */
        public Span late(LatePolicy policy) {
            return new Span(size, every, offset, grace, emptyFor, policy);
        }
    }

    /**
     * Calendar days. A day begins at the first time that it has in its zone, which is not always midnight.
     *
     * @param grace time for which a day stays open after its end
     * @param late what becomes of late events
     */
    record Days(ZoneId zone, Duration grace, LatePolicy late) implements Window {

        /** Days that stay open for a while, for events that come later. */
        public Days grace(Duration stayOpen) {
            return new Days(zone, stayOpen, late);
        }

        /** Days with another answer to late events; the default is {@link LatePolicy#DEAD_LETTER}. */
        public Days late(LatePolicy policy) {
            return new Days(zone, grace, policy);
        }
    }

    /**
     * Sessions. An event at a distance of exactly {@code gap} begins another one.
     *
     * @param gap distance to the next event that ends a session
     * @param grace time for which a session stays open after its end
     * @param late what becomes of late events
     */
    record Session(Duration gap, Duration grace, LatePolicy late) implements Window {

        /** Sessions that stay open for a while, for events that come later. */
        public Session grace(Duration stayOpen) {
            return new Session(gap, stayOpen, late);
        }

        /** Sessions with another answer to late events; the default is {@link LatePolicy#DEAD_LETTER}. */
        public Session late(LatePolicy policy) {
            return new Session(gap, grace, policy);
        }
    }

    /**
     * Counts of events.
     *
     * @param orAfter time without events of the key after which fewer make a result; zero waits for all
     */
    record Count(int events, Duration orAfter) implements Window {

        /** None: a count has no end in time that an event could miss. */
        @Override
        public Duration grace() {
            return Duration.ZERO;
        }

        /** The default: no event is late for a count. */
        @Override
        public LatePolicy late() {
            return LatePolicy.DEAD_LETTER;
        }

        /** Results of fewer events, too, when the key has none for {@code silence}. */
        public Count orAfter(Duration silence) {
            return new Count(events, silence);
        }
    }
}
