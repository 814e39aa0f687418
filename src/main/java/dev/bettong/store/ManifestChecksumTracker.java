package dev.bettong.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Has the {@link TruncationGuard} know how far RocksDB's list of its files is. Thread-safe: one looks at a time. */
final class ManifestChecksumTracker {

    private final Path store;
    private final TruncationGuard truncationGuard;
    private ManifestChecksum last = ManifestChecksum.NONE;

    ManifestChecksumTracker(Path store, TruncationGuard truncationGuard) {
        this.store = store;
        this.truncationGuard = truncationGuard;
    }

    /** Costs little if the list has not grown. */
    synchronized void look(OpenDatabase open) throws RocksDBException {
        if (ManifestChecksum.file(store, last.number()).toFile().length() == last.length() && last.number() > 0) {
            return;
        }
        try {
            last = mark(store, open);
            truncationGuard.note(last);
        } catch (NoSuchFileException e) {
            return; // RocksDB has begun another list meanwhile; the next look will find it
        } catch (IOException e) {
            throw new RocksDBException("Cannot read the list of files: " + e);
        }
    }

    /** The mark of a list in use: only as far as RocksDB has synced it. */
    static ManifestChecksum mark(Path store, OpenDatabase open) throws RocksDBException, IOException {
        RocksDB.LiveFiles files = open.db().getLiveFiles(false);
        for (String file : files.files) {
            long number = ManifestChecksum.number(file);
            if (number > 0) {
                return ManifestChecksum.of(store, number, files.manifestFileSize);
            }
        }
        return ManifestChecksum.NONE;
    }
}
