package dev.bettong.embedded;

import dev.bettong.runtime.UnavailableException;
import dev.bettong.store.StoreException;
import dev.bettong.worker.Gate;
import dev.bettong.worker.Mark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the data directory can be written. While it cannot, sources are paused and nothing is given up; whoever notices
 * says so here, and the repair begins. Thread-safe.
 *
 * <pre>
 * usable -> in trouble -> usable
 * </pre>
 *
 * A disk that is at its limit may go back and forth, once a second at most: that is one trouble, and logged as one.
 */
final class Disk {

    private static final Logger log = LoggerFactory.getLogger(Disk.class);

    /** Trouble that comes back so soon was never over. */
    private static final Duration RELAPSE = Duration.ofSeconds(30);

    private static final Duration REPORT_INTERVAL = Duration.ofMinutes(1);
    private static final String MARK = "the data directory cannot be written";

    private final Clock clock;
    private final List<Mark> marks = new CopyOnWriteArrayList<>(); // filled while wiring
    private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>(); // set by all, cleared by repair
    private volatile Runnable onTrouble = () -> {}; // set while wiring
    private volatile @Nullable Past past; // written by the thread that repairs, read by all
    private volatile boolean explained; // whether it was said what the first attempt to repair has met; as reported
    private volatile @Nullable Instant reported; // written by who begins a trouble, or repairs: one at a time

    Disk(Clock clock) {
        this.clock = clock;
    }

    /** What is wrong with it, and since when. */
    record Trouble(Instant since, String reason) {}

    /** The trouble before. */
    private record Past(Instant since, Instant end) {}

    /** While wiring: the source behind this gate reads nothing while the data directory cannot be written. */
    void pauses(Gate gate) {
        marks.add(gate.mark(MARK, 0));
    }

    /** Has {@code action} called, by whoever noticed, when trouble begins. */
    void onTrouble(Runnable action) {
        onTrouble = action;
    }

    boolean usable() {
        return trouble.get() == null;
    }

    @Nullable
    Trouble trouble() {
        return trouble.get();
    }

    /** What those outside are told of a failure: to come again, if that can help. */
    static RuntimeException unavailable(StoreException failure) {
        return failure.kind().retryable()
                ? new UnavailableException(String.valueOf(failure.getMessage()), failure)
                : failure;
    }

    /** Something could not be written; if the store is only busy, that passes by itself. */
    void failed(StoreException failure) {
        if (failure.kind() == StoreException.Kind.BUSY) {
            return;
        }
        Instant now = clock.instant();
        Instant since = beginOfTrouble(now);
        String reason = String.valueOf(failure.getMessage());
        if (trouble.compareAndSet(null, new Trouble(since, reason))) {
            marks.forEach(mark -> mark.update(1)); // before a repair can be done: that waits for whoever was inside
            if (since.equals(now)) {
                reported = now;
                explained = false;
                log.error("The data directory cannot be written, sources are paused until it can: {}", reason);
            }
            onTrouble.run();
        }
    }

    private Instant beginOfTrouble(Instant now) {
        Past before = past;
        return before != null && before.end().plus(RELAPSE).isAfter(now) ? before.since() : now;
    }

    /**
     * The thread that repairs: it still cannot be written. What it says of that is the reason from now on, since the first
     * to notice may only have heard of an error before.
     */
    void failsStill(StoreException failure) {
        Trouble lasting = trouble.get();
        if (lasting == null) {
            return;
        }
        trouble.set(new Trouble(lasting.since(), String.valueOf(failure.getMessage())));
        Instant now = clock.instant();
        Instant last = reported;
        if (!explained || last == null || !last.plus(REPORT_INTERVAL).isAfter(now)) {
            explained = true;
            reported = now;
            log.warn("The data directory cannot be written since {}: {}", lasting.since(), failure.getMessage());
        }
    }

    /** The thread that repairs: it can be written again. */
    void repaired() {
        Trouble before = trouble.get();
        if (before == null) {
            return;
        }
        Instant now = clock.instant();
        Past earlier = past;
        Instant told = reported;
        boolean known = earlier == null || (told != null && told.isAfter(earlier.end()));
        past = new Past(before.since(), now);
        marks.forEach(mark -> mark.update(0)); // before others may find it in trouble again, and close them
        trouble.set(null);
        if (known) {
            log.info("The data directory can be written again, after trouble since {}", before.since());
        }
    }
}
