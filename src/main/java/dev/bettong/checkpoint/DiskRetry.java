package dev.bettong.checkpoint;

import dev.bettong.input.DiskHealth;
import dev.bettong.input.JournalSync;
import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.worker.QuiescePoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Retries writes until they succeed: after an error of the disk, reopens the store as soon as that is possible. Used on the
 * thread of the store.
 */
final class DiskRetry {

    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long REPAIR_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long ARRIVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Store store;
    private final DiskHealth disk;
    private final JournalSync sync;
    private final QuiescePoint quiescePoint;
    private boolean paused; // whether the workers are paused because the store is closed
    private long lastAttempt = System.nanoTime() - REPAIR_NANOS;

    /** When to give up, by {@link System#nanoTime()}; set by any thread that stops the runtime, read by the store's. */
    private volatile Deadline end = new Deadline(false, 0);

    DiskRetry(Store store, DiskHealth disk, JournalSync sync, QuiescePoint quiescePoint) {
        this.store = store;
        this.disk = disk;
        this.sync = sync;
        this.quiescePoint = quiescePoint;
    }

    private record Deadline(boolean set, long nanos) {}

    /**
     * Writes, and retries until that succeeds.
     *
     * @param write may be run more than once
     * @throws StoreException if waiting does not help, or it is time to stop
     */
    void until(Runnable write) {
        while (true) {
            try {
                write.run();
                return;
            } catch (StoreException e) {
                if (over() || !e.kind().retryable()) {
                    throw e;
                }
                if (e.kind() == StoreException.Kind.BUSY) {
                    LockSupport.parkNanos(BUSY_NANOS);
                } else {
                    disk.failed(e);
                    repair();
                }
            }
        }
    }

    /**
     * Reopens the store, once the disk allows it.
     *
     * @throws StoreException if it cannot be opened, and waiting does not help
     */
    void repair() {
        while (!over() && !disk.usable()) {
            if (System.nanoTime() - lastAttempt < REPAIR_NANOS) {
                LockSupport.parkNanos(POLL_NANOS);
                continue;
            }
            try {
                attempt();
            } catch (StoreException e) {
                if (!e.kind().retryable()) {
                    throw e;
                }
                disk.failsStill(e);
            }
            lastAttempt = System.nanoTime();
        }
    }

    /**
     * The workers are paused from before the store is closed until it is open, however many attempts that takes: what they
     * handle may have to read from it. While the disk is full, or a worker hangs in a function, the store stays open and the
     * workers continue with what they have.
     */
    private void attempt() {
        store.probe();
        if (paused || pauseWorkers()) {
            sync.outside(store::reopen);
            paused = false;
            disk.repaired();
            quiescePoint.end();
        }
    }

    /** Returns whether they are paused: a worker that hangs in a function delays the others for a moment only. */
    private boolean pauseWorkers() {
        if (!arrives(quiescePoint.probe().all())) {
            return false;
        }
        paused = arrives(quiescePoint.begin()) || !quiescePoint.abandon();
        return paused;
    }

    private boolean arrives(CompletableFuture<Void> all) {
        long begun = System.nanoTime();
        while (!all.isDone()) {
            if (over() || System.nanoTime() - begun >= ARRIVAL_NANOS) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    /** No further attempts after this time, by {@link System#nanoTime()}: the runtime stops. */
    void endAt(long nanos) {
        end = new Deadline(true, nanos);
    }

    /** Whether it is time to give up. */
    boolean over() {
        Deadline set = end;
        return set.set() && System.nanoTime() - set.nanos() >= 0;
    }
}
