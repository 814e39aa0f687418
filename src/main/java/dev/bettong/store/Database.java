package dev.bettong.store;

import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The database, which can be closed and opened again under its users. They pass through it for each piece of work: that
 * costs little, and a late one finds it closed instead of ending the JVM. It also keeps the {@link TruncationGuard} up to date.
 */
final class Database {

    /** Something to read inside. May not go inside again, and may leave nothing native behind. */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T on(OpenDatabase open) throws RocksDBException;
    }

    /** Something to do inside that may write. */
    @FunctionalInterface
    interface Task {
        void on(OpenDatabase open) throws RocksDBException;
    }

    /** Opens the database anew. */
    @FunctionalInterface
    interface Opener {
        OpenDatabase open() throws RocksDBException;
    }

    private final TruncationGuard truncationGuard;
    private final ManifestChecksumTracker watch;
    private final DirectoryGuard guard;
    private final StoreErrors diagnosis;
    private final StampedLock lock = new StampedLock(); // held for reading inside, for writing to close and open
    private @Nullable OpenDatabase open; // null if it is closed; guarded by the lock
    private boolean closed; // for good; guarded by the lock

    Database(
            OpenDatabase open,
            TruncationGuard truncationGuard,
            ManifestChecksumTracker watch,
            DirectoryGuard guard,
            StoreErrors diagnosis) {
        this.open = open;
        this.truncationGuard = truncationGuard;
        this.watch = watch;
        this.guard = guard;
        this.diagnosis = diagnosis;
    }

    /**
     * Reads.
     *
     * @param doing what is done to the store, for people
     */
    <T extends @Nullable Object> T call(String doing, Work<T> work) {
        long stamp = lock.readLock();
        try {
            return work.on(inside());
        } catch (RocksDBException e) {
            throw failure(doing, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Reads if it is open at the moment; never waits for the thread that opens or closes it. */
    long callIfOpen(String doing, Work<Long> work) {
        long stamp = lock.tryReadLock();
        if (stamp == 0) {
            return 0;
        }
        try {
            return open == null ? 0 : work.on(open);
        } catch (RocksDBException e) {
            throw failure(doing, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Writes. */
    void run(String doing, Task task) {
        long stamp = lock.readLock();
        try {
            perform(task, inside());
        } catch (RocksDBException e) {
            throw failure(doing, e);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Writes with nobody else inside. */
    void runAlone(String doing, Task task) {
        long stamp = lock.writeLock();
        try {
            perform(task, inside());
        } catch (RocksDBException e) {
            throw failure(doing, e);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void perform(Task task, OpenDatabase inside) throws RocksDBException {
        try {
            task.on(inside);
        } finally {
            truncationGuard.wrote(
                    inside.db().getLatestSequenceNumber()); // of a task that failed, a part may be written
        }
    }

    private OpenDatabase inside() {
        if (open == null) {
            throw closed ? new IllegalStateException("The store is closed") : diagnosis.notReopened();
        }
        return open;
    }

    private StoreException failure(String doing, RocksDBException cause) {
        String problem = guard.problem();
        return problem == null ? diagnosis.of(doing, cause) : diagnosis.gone(problem, cause);
    }

    /** Throws if the database is in another place than its paths say; also while it is closed. */
    void checkPlace() {
        long stamp = lock.readLock();
        try {
            checkPlace(open);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private void checkPlace(@Nullable OpenDatabase inside) {
        String problem = guard.problem();
        if (problem == null) {
            return;
        }
        StoreException gone = diagnosis.gone(problem, null);
        try {
            if (inside != null) {
                inside.detach();
            }
        } catch (RocksDBException e) {
            gone.addSuppressed(e);
        }
        throw gone;
    }

    /** Makes safe from a power cut what is written, by partitions with ids below {@code partitions} and by others. */
    void sync(int partitions) {
        run("sync", inside -> {
            long[] written = truncationGuard.written(partitions);
            inside.db().syncWal();
            checkPlace(inside); // or it is safe where nobody will find it
            truncationGuard.synced(written);
            watch.look(inside);
        });
    }

    /** Closes, opens anew, and lets {@code check} look whether all is there before anybody else comes in. */
    void reopen(Opener opener, Task check) {
        long stamp = lock.writeLock();
        try {
            if (closed) {
                throw new IllegalStateException("The store is closed");
            }
            if (open != null) {
                checkPlace(open);
                open.close();
                open = null;
            }
            OpenDatabase fresh = checked(opener.open(), check);
            open = fresh;
            watch.look(fresh);
        } catch (RocksDBException e) {
            throw failure("reopen", e);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private static OpenDatabase checked(OpenDatabase fresh, Task check) throws RocksDBException {
        try {
            check.on(fresh);
            return fresh;
        } catch (RocksDBException | RuntimeException e) {
            fresh.close();
            throw e;
        }
    }

    /**
     * Flushes and closes for good; closes also if flushing fails. Does nothing the second time, or while it is closed.
     *
     * <p>If this is another directory now, the database is left as it is, {@linkplain OpenDatabase#detach detached}, for the
     * rest of the process: RocksDB compares its list of files when it is closed, and would put its own in the place of what
     * is there now, a backup perhaps.
     *
     * @return whether it has flushed and closed
     */
    boolean close(int partitions) {
        long stamp = lock.writeLock();
        try {
            OpenDatabase last = open;
            open = null;
            closed = true;
            if (last == null) {
                return false;
            }
            checkPlace(last);
            flushAndClose(last, partitions);
            return true;
        } catch (RocksDBException e) {
            throw failure("close", e);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private void flushAndClose(OpenDatabase last, int partitions) throws RocksDBException {
        try (last) {
            last.flush();
            truncationGuard.synced(truncationGuard.written(partitions));
            watch.look(last);
        }
    }
}
