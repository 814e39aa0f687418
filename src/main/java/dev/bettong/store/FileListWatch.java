package dev.bettong.store;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Has the {@link Witness} know how far RocksDB's list of its files is. Thread-safe: one looks at a time. */
final class FileListWatch {

    private final Path store;
    private final Witness witness;
    private FileListMark last = FileListMark.NONE;

    FileListWatch(Path store, Witness witness) {
        this.store = store;
        this.witness = witness;
    }

    /** Costs little if the list has not grown. */
    synchronized void look(OpenDatabase open) throws RocksDBException {
        if (FileListMark.file(store, last.number()).toFile().length() == last.length() && last.number() > 0) {
            return;
        }
        try {
            last = mark(store, open);
            witness.note(last);
        } catch (NoSuchFileException e) {
            return; // RocksDB has begun another list meanwhile; the next look will find it
        } catch (IOException e) {
            throw new RocksDBException("Cannot read the list of files: " + e);
        }
    }

    /** The mark of a list in use: only as far as RocksDB has synced it. */
    static FileListMark mark(Path store, OpenDatabase open) throws RocksDBException, IOException {
        RocksDB.LiveFiles files = open.db().getLiveFiles(false);
        for (String file : files.files) {
            long number = FileListMark.number(file);
            if (number > 0) {
                return FileListMark.of(store, number, files.manifestFileSize);
            }
        }
        return FileListMark.NONE;
    }
}
