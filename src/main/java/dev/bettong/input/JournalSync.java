package dev.bettong.input;

import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.worker.CriticalThreads;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Syncs the journal to the disk on a thread of its own: every few milliseconds, or as soon as something waits for it.
 * Thread-safe.
 */
public final class JournalSync {

    private final boolean always;
    private final long intervalNanos;
    private final ReentrantLock exclusive = new ReentrantLock(); // held while it is inside the store
    private final Thread thread;
    private volatile boolean wanted; // set by workers, cleared by the thread
    private volatile boolean stopped; // set by the thread that stops it, or by the thread itself; read by the latter
    private volatile @Nullable Target target; // set once by start

    /**
     * Prepares to sync.
     *
     * @param always whether frames are handled only once they are synced
     * @param intervalNanos time between two syncs otherwise
     * @param threads makes the thread
     */
    public JournalSync(boolean always, long intervalNanos, CriticalThreads threads) {
        this.always = always;
        this.intervalNanos = intervalNanos;
        this.thread = threads.daemon("bettong-journal-sync", this::run);
    }

    private record Target(Store store, List<JournaledPartition> partitions, DiskHealth disk) {}

    /** Starts the thread. */
    public void start(Store store, List<JournaledPartition> partitions, DiskHealth disk) {
        target = new Target(store, partitions, disk);
        thread.start();
    }

    boolean always() {
        return always;
    }

    /** A worker: something was written. */
    void wanted() {
        wanted = true;
        if (always) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!stopped) {
            if (always) {
                if (!wanted) {
                    LockSupport.park(this);
                }
            } else {
                LockSupport.parkNanos(this, intervalNanos);
            }
            Target to = target;
            if (wanted && to != null && !sync(to)) {
                LockSupport.parkNanos(this, intervalNanos);
            }
        }
    }

    /**
     * Syncs, unless the disk has failed: after a failed sync the operating system may drop what it could not write, and the
     * next sync may succeed nevertheless. Only after a repair can a success be trusted again.
     */
    private boolean sync(Target to) {
        if (!to.disk().usable()) {
            return false;
        }
        wanted = false;
        long[] positions = to.partitions().stream()
                .mapToLong(partition -> partition.receiver().written())
                .toArray();
        exclusive.lock();
        try {
            to.store().sync();
        } catch (StoreException e) {
            wanted = true;
            to.disk().failed(e);
            return false;
        } finally {
            exclusive.unlock();
        }
        if (to.disk().usable()) {
            acknowledge(to.partitions(), positions);
        } else if (awaited(to.partitions())) {
            wanted = true; // a sync of another thread has failed meanwhile
        }
        return true;
    }

    private boolean awaited(List<JournaledPartition> partitions) {
        return always
                || partitions.stream()
                        .anyMatch(partition -> partition.receiver().awaitsSync());
    }

    private void acknowledge(List<JournaledPartition> partitions, long[] positions) {
        try {
            for (int i = 0; i < positions.length; i++) {
                if (always || partitions.get(i).receiver().awaitsSync()) {
                    partitions.get(i).synced(positions[i]);
                }
            }
        } catch (RejectedExecutionException e) {
            stopped = true; // the workers have ended: nothing waits any more
        }
    }

    /** Runs an action while the thread is not inside the store. */
    public void outside(Runnable action) {
        exclusive.lock();
        try {
            action.run();
        } finally {
            exclusive.unlock();
        }
    }

    /** Ends, and returns when the thread does not touch the store any more. */
    public void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
