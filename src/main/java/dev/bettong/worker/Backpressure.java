package dev.bettong.worker;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Says whether the sources of a pipeline may read: while none of the pipeline's {@link BufferLimit}s is over. It only ever
 * stops reading; workers continue.
 *
 * <p>Limits are exceeded on several workers; the thread that changes whether the sources may read calls {@code onChange}, which
 * has every worker look at it again. Since they look at the state and not at the change, a late look is a right look.
 */
public final class Backpressure {

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable onChange;
    private final List<BufferLimit> limits = new CopyOnWriteArrayList<>(); // filled while wiring, read by status
    private final AtomicReference<State> state; // written by the workers that exceed limits, read by all

    public Backpressure(Clock clock, Runnable onChange) {
        this(clock, System::nanoTime, onChange);
    }

    Backpressure(Clock clock, LongSupplier nanoTime, Runnable onChange) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
        this.state = new AtomicReference<>(new State(0, 0, Instant.EPOCH, Instant.EPOCH, 0, 0));
    }

    /**
     * Adds something that must not grow without bound.
     *
     * @param name what it is, for people
     * @param high bytes above which reading stops; it resumes at half of that
     */
    public BufferLimit limit(String name, long high) {
        BufferLimit limit = new BufferLimit(this, name, high, true);
        limits.add(limit);
        return limit;
    }

    /** Adds a switch that an operator throws: it stops reading like a limit, but is no back-pressure. */
    public BufferLimit operatorSwitch() {
        return new BufferLimit(this, "an operator", 0, false);
    }

    /** Whether the sources may read. */
    public boolean open() {
        return state.get().open();
    }

    /** Whether an operator has stopped the sources. */
    public boolean paused() {
        return state.get().switches() > 0;
    }

    /** Since when the sources may not read, or {@code null} if they may. */
    public @Nullable Instant closedSince() {
        State now = state.get();
        if (!now.full()) {
            return now.open() ? null : now.switchedAt();
        }
        return now.switches() > 0 && now.switchedAt().isBefore(now.fullSince()) ? now.switchedAt() : now.fullSince();
    }

    /** Since when a limit has stopped the sources, or {@code null} if none does. */
    public @Nullable Instant fullSince() {
        State now = state.get();
        return now.full() ? now.fullSince() : null;
    }

    /** Milliseconds for which limits have stopped the sources, in total. */
    public long fullMillis() {
        State now = state.get();
        return TimeUnit.NANOSECONDS.toMillis(now.full() ? now.fullUntil(nanoTime.getAsLong()) : now.fullNanos());
    }

    /** Names of the limits that are over. */
    public List<String> causes() {
        return limits.stream().filter(BufferLimit::over).map(BufferLimit::name).toList();
    }

    void wentOver(BufferLimit limit) {
        Instant now = clock.instant();
        long nanos = nanoTime.getAsLong();
        change(before -> limit.buffer() ? before.wentOver(now, nanos) : before.switched(1, now));
    }

    void wentUnder(BufferLimit limit) {
        Instant now = clock.instant();
        long nanos = nanoTime.getAsLong();
        change(before -> limit.buffer() ? before.wentUnder(nanos) : before.switched(-1, now));
    }

    private void change(UnaryOperator<State> change) {
        State before = state.get();
        State after = change.apply(before);
        while (!state.compareAndSet(before, after)) {
            before = state.get();
            after = change.apply(before);
        }
        if (before.open() != after.open()) {
            onChange.run();
        }
    }

    /**
     * What the limits and switches have reported, and when.
     *
     * @param over limits that are over; the two ends of a mailbox may report a fall before the rise, so for a moment it may
     *     be less than zero
     * @param switches operators' switches that are on
     * @param switchedAt when one of them was switched the last time, by the system clock
     * @param fullSince when the first limit was exceeded the last time, by the system clock
     * @param fullAt the same, by {@link System#nanoTime()}
     * @param fullNanos how long limits were over, without the time since then
     */
    private record State(int over, int switches, Instant switchedAt, Instant fullSince, long fullAt, long fullNanos) {

        boolean full() {
            return over > 0;
        }

        boolean open() {
            return !full() && switches == 0;
        }

        State switched(int change, Instant now) {
            return new State(over, switches + change, now, fullSince, fullAt, fullNanos);
        }

        State wentOver(Instant now, long nanos) {
            return over == 0
                    ? new State(1, switches, switchedAt, now, nanos, fullNanos)
                    : new State(over + 1, switches, switchedAt, fullSince, fullAt, fullNanos);
        }

        State wentUnder(long nanos) {
            return new State(
                    over - 1, switches, switchedAt, fullSince, fullAt, over == 1 ? fullUntil(nanos) : fullNanos);
        }

        long fullUntil(long nanos) {
            return fullNanos + nanos - fullAt;
        }
    }
}
