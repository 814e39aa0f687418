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
 * Says whether the source of a pipeline may read: while none of the pipeline's {@link BufferLimit}s is over. Closing it only ever
 * stops reading; workers go on.
 *
 * <p>Marks go over and under on several workers; whoever changes the gate's state calls {@code onChange}, which has every
 * worker look at the gate again. Since they look at the state and not at the change, a late look is a right look.
 */
public final class Backpressure {

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Runnable onChange;
    private final List<BufferLimit> marks = new CopyOnWriteArrayList<>(); // filled while wiring, read by status
    private final AtomicReference<State> state; // written by the workers of the marks, read by all

    public Backpressure(Clock clock, Runnable onChange) {
        this(clock, System::nanoTime, onChange);
    }

    Backpressure(Clock clock, LongSupplier nanoTime, Runnable onChange) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.onChange = onChange;
        this.state = new AtomicReference<>(new State(0, 0, Instant.EPOCH, 0, 0));
    }

    /**
     * Adds something that must not grow without bound.
     *
     * @param name what it is, for people
     * @param high bytes above which the gate closes; it opens again at half of that
     */
    public BufferLimit mark(String name, long high) {
        BufferLimit mark = new BufferLimit(this, name, high, true);
        marks.add(mark);
        return mark;
    }

    /** Adds a switch that an operator throws: it closes the gate like a mark, but is no back-pressure. */
    public BufferLimit operatorSwitch() {
        return new BufferLimit(this, "an operator", 0, false);
    }

    /** Whether the source may read. */
    public boolean open() {
        return state.get().open();
    }

    /** Whether an operator keeps the gate closed. */
    public boolean paused() {
        return state.get().switches() > 0;
    }

    /** Since when a mark keeps the gate closed, or {@code null} if none does. */
    public @Nullable Instant fullSince() {
        State now = state.get();
        return now.full() ? now.fullSince() : null;
    }

    /** Milliseconds that marks have kept the gate closed, in total. */
    public long fullMillis() {
        State now = state.get();
        return TimeUnit.NANOSECONDS.toMillis(now.full() ? now.fullUntil(nanoTime.getAsLong()) : now.fullNanos());
    }

    /** Names of the marks that are over. */
    public List<String> causes() {
        return marks.stream().filter(BufferLimit::over).map(BufferLimit::name).toList();
    }

    void wentOver(BufferLimit mark) {
        Instant now = clock.instant();
        long nanos = nanoTime.getAsLong();
        change(before -> mark.buffer() ? before.wentOver(now, nanos) : before.switched(1));
    }

    void wentUnder(BufferLimit mark) {
        long nanos = nanoTime.getAsLong();
        change(before -> mark.buffer() ? before.wentUnder(nanos) : before.switched(-1));
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
     * What the marks and switches have reported, and when.
     *
     * @param over marks that are over; the two ends of a mailbox may report a fall before the rise, so for a moment it may
     *     be less than zero
     * @param switches operators' switches that are on
     * @param fullSince when the first mark went over the last time, by the system clock
     * @param fullAt the same, by {@link System#nanoTime()}
     * @param fullNanos how long marks were over, without the time since then
     */
    private record State(int over, int switches, Instant fullSince, long fullAt, long fullNanos) {

        boolean full() {
            return over > 0;
        }

        boolean open() {
            return !full() && switches == 0;
        }

        State switched(int change) {
            return new State(over, switches + change, fullSince, fullAt, fullNanos);
        }

        State wentOver(Instant now, long nanos) {
            return over == 0
                    ? new State(1, switches, now, nanos, fullNanos)
                    : new State(over + 1, switches, fullSince, fullAt, fullNanos);
        }

        State wentUnder(long nanos) {
            return new State(over - 1, switches, fullSince, fullAt, over == 1 ? fullUntil(nanos) : fullNanos);
        }

        long fullUntil(long nanos) {
            return fullNanos + nanos - fullAt;
        }
    }
}
