package dev.bettong.checkpoint;

import dev.bettong.runtime.UnavailableException;
import dev.bettong.store.StoreException;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.BufferLimit;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the data directory can be written. While it cannot, sources are paused and nothing is dropped. Any thread that
 * meets an error reports it here, and the repair begins. Thread-safe.
 *
 * <pre>
 * usable -> trouble -> usable
 * </pre>
 *
 * A disk that is nearly full may fail and recover about once a second: that counts, and is logged, as one trouble.
 */
public final class DiskHealth {

    private static final Logger log = LoggerFactory.getLogger(DiskHealth.class);

    /** Trouble that returns within this time was never over. */
    private static final long RELAPSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long REPORT_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final String NAME = "the data directory cannot be written";

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final List<BufferLimit> limits = new CopyOnWriteArrayList<>(); // filled while wiring
    private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>(); // set by all, cleared by repair
    private volatile Runnable onTrouble = () -> {}; // set while wiring
    private volatile @Nullable Past past; // written by the thread that repairs, read by all
    private volatile boolean explained; // whether the result of the first attempt to repair was logged; as reported
    private volatile @Nullable Long
            reported; // nanoTime; written by the thread that reports a trouble or repairs: one at a time

    public DiskHealth(Clock clock) {
        this(clock, System::nanoTime);
    }

    public DiskHealth(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Why the data directory cannot be written, and since when. */
    public record Trouble(Instant since, String reason) {}

    /** The trouble before; its end by {@link System#nanoTime()}. */
    private record Past(Instant since, long end) {}

    /** While wiring: the source that this pauses reads nothing while the data directory cannot be written. */
    public void pauses(Backpressure backpressure) {
        limits.add(backpressure.limit(NAME, 0));
    }

    /** Sets the action that runs when trouble begins, on the thread that reports it. */
    void onTrouble(Runnable action) {
        onTrouble = action;
    }

    boolean usable() {
        return trouble.get() == null;
    }

    @Nullable
    public Trouble trouble() {
        return trouble.get();
    }

    /** The failure as callers outside see it: to be retried, if that can help. */
    static RuntimeException unavailable(StoreException failure) {
        return failure.kind().retryable()
                ? new UnavailableException(String.valueOf(failure.getMessage()), failure)
                : failure;
    }

    /** Reports that something could not be written; a store that is only busy is no trouble. */
    void failed(StoreException failure) {
        if (failure.kind() == StoreException.Kind.BUSY) {
            return;
        }
        long now = nanoTime.getAsLong();
        Instant relapse = beginOfRelapse(now);
        Instant since = relapse == null ? clock.instant() : relapse;
        String reason = String.valueOf(failure.getMessage());
        if (trouble.compareAndSet(null, new Trouble(since, reason))) {
            limits.forEach(limit ->
                    limit.update(1)); // before a repair can be done: that waits for the threads inside the store
            if (relapse == null) {
                reported = now;
                explained = false;
                log.error("The data directory cannot be written, sources are paused until it can: {}", reason);
            }
            onTrouble.run();
        }
    }

    /** When the trouble began that returns, or {@code null} if it is a new one. */
    private @Nullable Instant beginOfRelapse(long now) {
        Past before = past;
        return before != null && now - before.end() < RELAPSE_NANOS ? before.since() : null;
    }

    /**
     * The thread that repairs: it still cannot be written. This failure is the reason from now on, because the first one
     * may only have been the consequence of an earlier error.
     */
    void failsStill(StoreException failure) {
        Trouble lasting = trouble.get();
        if (lasting == null) {
            return;
        }
        trouble.set(new Trouble(lasting.since(), String.valueOf(failure.getMessage())));
        long now = nanoTime.getAsLong();
        Long last = reported;
        if (!explained || last == null || now - last >= REPORT_INTERVAL_NANOS) {
            explained = true;
            reported = now;
            log.warn("The data directory has not been writable since {}: {}", lasting.since(), failure.getMessage());
        }
    }

    /** The thread that repairs: it can be written again. */
    void repaired() {
        Trouble before = trouble.get();
        if (before == null) {
            return;
        }
        Past earlier = past;
        Long last = reported;
        boolean known = earlier == null || (last != null && last - earlier.end() > 0);
        past = new Past(before.since(), nanoTime.getAsLong());
        limits.forEach(limit -> limit.update(0)); // before other threads may report the next trouble, and set them
        trouble.set(null);
        if (known) {
            log.info("The data directory can be written again; it could not since {}", before.since());
        }
    }
}
