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
 * Says whether the source of a pipeline may read: while none of the pipeline's {@link Mark}s is over. Closing it only ever
 * stops reading; workers go on.
 *
 * <p>Marks go over and under on several workers; whoever changes the gate's state calls {@code onChange}, which has every
 * worker look at the gate again. Since they look at the state and not at the change, a late look is a right look.
 */
public final class Gate {

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable onChange;
    private final List<Mark> marks = new CopyOnWriteArrayList<>(); // filled while wiring, read by status
    private final AtomicReference<State> state; // written by the workers of the marks, read by all

    public Gate(Clock clock, Runnable onChange) {
        this(clock, System::nanoTime, onChange);
    }

    Gate(Clock clock, LongSupplier nanoTime, Runnable onChange) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
        this.state = new AtomicReference<>(new State(0, Instant.EPOCH, 0, 0));
    }

    /**
     * Adds something that must not grow without bound.
     *
     * @param name what it is, for people
     * @param high bytes above which the gate closes; it opens again at half of that
     */
    public Mark mark(String name, long high) {
        Mark mark = new Mark(this, name, high);
        marks.add(mark);
        return mark;
    }

    /** Whether the source may read. */
    public boolean open() {
        return state.get().open();
    }

    /** Since when the gate is closed, or {@code null} if it is open. */
    public @Nullable Instant closedSince() {
        State now = state.get();
        return now.open() ? null : now.closedSince();
    }

    /** Milliseconds that the gate has been closed, all in all. */
    public long closedMillis() {
        State now = state.get();
        return TimeUnit.NANOSECONDS.toMillis(now.open() ? now.closedNanos() : now.closedUntil(nanoTime.getAsLong()));
    }

    /** Names of the marks that are over. */
    public List<String> causes() {
        return marks.stream().filter(Mark::over).map(Mark::name).toList();
    }

    void wentOver() {
        Instant now = clock.instant();
        long nanos = nanoTime.getAsLong();
        change(before -> before.wentOver(now, nanos));
    }

    void wentUnder() {
        long nanos = nanoTime.getAsLong();
        change(before -> before.wentUnder(nanos));
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
     * What the marks have told, and when.
     *
     * @param over marks that are over; the two ends of a mailbox may tell of a fall before the rise, so for a moment it
     *     may be less than zero
     * @param closedSince when the gate closed the last time, by the system clock
     * @param closedAt the same, by {@link System#nanoTime()}
     * @param closedNanos how long it was closed, without the time since then
     */
    private record State(int over, Instant closedSince, long closedAt, long closedNanos) {

        boolean open() {
            return over <= 0;
        }

        State wentOver(Instant now, long nanos) {
            return over == 0
                    ? new State(1, now, nanos, closedNanos)
                    : new State(over + 1, closedSince, closedAt, closedNanos);
        }

        State wentUnder(long nanos) {
            return new State(over - 1, closedSince, closedAt, over == 1 ? closedUntil(nanos) : closedNanos);
        }

        long closedUntil(long nanos) {
            return closedNanos + nanos - closedAt;
        }
    }
}
