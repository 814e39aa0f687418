package dev.bettong.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
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
    private final Runnable onChange;
    private final List<Mark> marks = new CopyOnWriteArrayList<>(); // filled while wiring, read by status
    private final AtomicReference<State> state; // written by the workers of the marks, read by all

    public Gate(Clock clock, Runnable onChange) {
        this.clock = clock;
        this.onChange = onChange;
        this.state = new AtomicReference<>(new State(0, Instant.EPOCH, 0));
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
        return now.open() ? now.closedMillis() : now.closedMillisUntil(clock.instant());
    }

    /** Names of the marks that are over. */
    public List<String> causes() {
        return marks.stream().filter(Mark::over).map(Mark::name).toList();
    }

    void wentOver() {
        Instant now = clock.instant();
        change(before -> before.wentOver(now));
    }

    void wentUnder() {
        Instant now = clock.instant();
        change(before -> before.wentUnder(now));
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
     * @param closedSince when the gate closed the last time
     * @param closedMillis how long it was closed, without the time since then
     */
    private record State(int over, Instant closedSince, long closedMillis) {

        boolean open() {
            return over <= 0;
        }

        State wentOver(Instant now) {
            return new State(over + 1, over == 0 ? now : closedSince, closedMillis);
        }

        State wentUnder(Instant now) {
            return new State(over - 1, closedSince, over == 1 ? closedMillisUntil(now) : closedMillis);
        }

        long closedMillisUntil(Instant now) {
            return closedMillis + Duration.between(closedSince, now).toMillis();
        }
    }
}
