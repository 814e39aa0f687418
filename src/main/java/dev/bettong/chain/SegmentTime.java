package dev.bettong.chain;

import dev.bettong.state.Timers;
import dev.bettong.time.Watermarks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the time of the events has come in one segment, on one worker, and which timers that has fire. Times are
 * milliseconds since 1970.
 *
 * <p>The segment has a watermark of each worker that sends to it. Its own is the lowest of those that count, or the furthest if
 * none does, and never goes back.
 */
final class SegmentTime {

    private final long[] bySender;
    private final boolean[] heard; // by sender
    private final List<StepTimers> timers = new ArrayList<>(); // filled while compiling
    private long reached = Watermarks.NONE;
    private long fired = Watermarks.NONE; // all timers before this have fired
    private boolean firing;
    private boolean catchingUp;
    private int counting; // workers whose watermark counts

    /**
     * Before the first event.
     *
     * @param first whether it is behind the sources only: a worker holds back the others there from its first event, and
     *     elsewhere until it says how far it is
     */
    SegmentTime(int workers, boolean first) {
        bySender = new long[workers];
        heard = new boolean[workers];
        Arrays.fill(bySender, first ? Watermarks.idle(Watermarks.NONE) : Watermarks.NONE);
        counting = first ? 0 : workers;
    }

    /** While compiling: timers of a step of this segment, behind those of the steps before it. */
    void add(StepTimers step) {
        timers.add(step);
    }

    /**
     * A worker has sent its watermark.
     *
     * @param watermark may be {@linkplain Watermarks#idle idle}
     */
    void receive(int sender, long watermark) {
        heard[sender] = true;
        if (bySender[sender] == watermark) {
            return;
        }
        bySender[sender] = watermark;
        long lowest = Long.MAX_VALUE;
        long furthest = Watermarks.NONE;
        counting = 0;
        for (long each : bySender) {
            if (Watermarks.isIdle(each)) {
                furthest = Math.max(furthest, Watermarks.millis(each));
            } else {
                counting++;
                lowest = Math.min(lowest, each);
            }
        }
        advance(counting > 0 ? lowest : furthest);
    }

    /** Time has come so far, whoever says so. */
    void advance(long watermark) {
        reached = Math.max(reached, watermark);
        due();
    }

    /** Time was further on this worker than on others, and stands where it was on those. */
    void goBack(long watermark) {
        reached = Math.min(reached, watermark);
        fired = Math.min(fired, watermark);
    }

    /** The watermark that a worker has sent last. */
    long of(int sender) {
        return bySender[sender];
    }

    /** Whether no worker that sends to it has a stream that counts. */
    boolean idle() {
        return counting == 0;
    }

    /** How far time has come. */
    long reached() {
        return reached;
    }

    /** How far time has come for the steps. While timers fire, it is that of the one that does. */
    long watermark() {
        return firing ? fired : reached;
    }

    /** How far time has come behind the steps: what is due before this has fired. */
    long fired() {
        return fired;
    }

    /** Whether timers are to fire that have had no turn yet, also those of keys whose events go on. */
    boolean behind() {
        return !firing && due();
    }

    /** Whether a timer is to fire. */
    boolean due() {
        if (nextTimer() <= reached) {
            return true;
        }
        if (!firing) {
            fired = Math.max(fired, reached);
        }
        return false;
    }

    /** When the first timer fires, in milliseconds since 1970; {@link Timers#NEVER} if none is set. */
    long nextTimer() {
        long next = Timers.NEVER;
        for (int i = 0; i < timers.size(); i++) {
            next = Math.min(next, timers.get(i).next());
        }
        return next;
    }

    /** Fires the first timers that are due, in the order of their times and steps, but not more than so many; returns how many. */
    int fire(int most) {
        int count = 0;
        firing = true;
        try {
            for (StepTimers next = next(); next != null && count < most; next = next()) {
                count++;
                next.fire(reached);
            }
        } finally {
            firing = false;
        }
        fired = Math.max(fired, Math.min(reached, nextTimer() - 1));
        return count;
    }

    private @Nullable StepTimers next() {
        StepTimers first = null;
        for (int i = 0; i < timers.size(); i++) {
            StepTimers step = timers.get(i);
            if (step.next() <= reached && (first == null || step.next() < first.next())) {
                first = step;
            }
        }
        return first;
    }

    /** A timer fires that was due at a time of this segment. */
    void firing(long at) {
        if (!catchingUp) {
            fired = Math.max(fired, at - 1); // what else is due at the same time has not fired yet
        }
    }

    /** Fires what is due of one key before its turn, in its order, but ahead of earlier timers of other keys. */
    void catchUp(Object key) {
        catchingUp = true;
        firing = true;
        try {
            for (StepTimers next = next(key); next != null; next = next(key)) {
                next.fire(key, reached);
            }
        } finally {
            firing = false;
            catchingUp = false;
        }
    }

    private @Nullable StepTimers next(Object key) {
        StepTimers first = null;
        for (int i = 0; i < timers.size(); i++) {
            StepTimers step = timers.get(i);
            if (step.at(key) <= reached && (first == null || step.at(key) < first.at(key))) {
                first = step;
            }
        }
        return first;
    }

    /**
     * Before the first event, and behind the timers: how far time had come. A worker that has not said how far it is holds
     * back the others there; one that has recovered sooner may have said so.
     */
    void restore(long watermark) {
        advance(watermark);
        for (int sender = 0; sender < bySender.length; sender++) {
            if (!heard[sender]) {
                receive(sender, watermark);
            }
        }
    }

    /**
     * What time it is for a step of the segment.
     *
     * @param lag how far the step is behind, since results of windows are that stay open for a while
     */
    record Clock(EventClock events, SegmentTime segment, long lag) implements StepClock {

        @Override
        public long eventTime() {
            return events.eventTime();
        }

        @Override
        public void begin(long millis) {
            events.begin(millis);
        }

        @Override
        public long watermark() {
            return segment.watermark() - lag;
        }

        @Override
        public void firing(long at, long millis) {
            segment.firing(at + lag);
            events.begin(at);
        }
    }
}
