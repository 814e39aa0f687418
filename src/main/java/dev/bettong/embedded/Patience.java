package dev.bettong.embedded;

import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import dev.bettong.worker.Standstill;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets things written in the end: when the disk fails, it opens the store anew, again and again, until that is possible.
 * Used on the thread of the store.
 */
final class Patience {

    private static final Logger log = LoggerFactory.getLogger(Patience.class);
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long REPAIR_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Disk disk;
    private final JournalSync sync;
    private final Standstill standstill;
    private volatile boolean over; // set by whoever stops, read by the thread of the store

    Patience(Store store, Disk disk, JournalSync sync, Standstill standstill) {
        this.store = store;
        this.disk = disk;
        this.sync = sync;
        this.standstill = standstill;
    }

    /**
     * Writes, as often as it takes.
     *
     * @param write what may be done twice
     * @throws StoreException if that cannot be mended by waiting, or it is time to stop
     */
    void until(Runnable write) {
        while (true) {
            try {
                write.run();
                return;
            } catch (StoreException e) {
                if (over || !e.kind().retryable()) {
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

    /** Opens the store anew, once the disk allows it. Nobody is inside meanwhile: the workers stand still. */
    void repair() {
        while (!over && !disk.usable()) {
            standstill.begin(worker -> {}).join();
            try {
                sync.outside(store::reopen);
                disk.repaired();
            } catch (StoreException e) {
                log.debug("Still in trouble", e);
            } finally {
                standstill.end();
            }
            if (!disk.usable()) {
                LockSupport.parkNanos(REPAIR_NANOS);
            }
        }
    }

    /** What brings the workers out of the store. */
    Standstill standstill() {
        return standstill;
    }

    /** No further attempts: the runtime stops. */
    void end() {
        over = true;
    }
}
