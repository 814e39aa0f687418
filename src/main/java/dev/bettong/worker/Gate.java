package dev.bettong.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private final AtomicInteger over = new AtomicInteger(); // written by the workers of the marks, read by all
    private final AtomicLong closedBefore = new AtomicLong(); // ms; written by the worker that opens the gate
    private volatile @Nullable Instant closedSince; // written by the worker that closes the gate, read by status

    public Gate(Clock clock, Runnable onChange) {
        this.clock = clock;
        this.onChange = onChange;
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
        return over.get() == 0;
    }

    /** Since when the gate is closed, or {@code null} if it is open. */
    public @Nullable Instant closedSince() {
        return open() ? null : closedSince;
    }

    /** Milliseconds that the gate has been closed, all in all. */
    public long closedMillis() {
        Instant since = closedSince();
        return closedBefore.get()
                + (since == null ? 0 : Duration.between(since, clock.instant()).toMillis());
    }

    /** Names of the marks that are over. */
    public List<String> causes() {
        return marks.stream().filter(Mark::over).map(Mark::name).toList();
    }

    void wentOver() {
        if (over.getAndIncrement() == 0) {
            closedSince = clock.instant();
            onChange.run();
        }
    }

    void wentUnder() {
        Instant since = closedSince;
        if (over.decrementAndGet() == 0) {
            if (since != null) {
                closedBefore.addAndGet(Duration.between(since, clock.instant()).toMillis());
            }
            onChange.run();
        }
    }
}
