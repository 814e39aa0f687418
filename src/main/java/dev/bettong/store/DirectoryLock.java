package dev.bettong.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * Keeps other processes out of the data directory; the system takes it away from a process that ends. RocksDB has a lock
 * of its own, but only once it is open for writing, and that is too late for a look that must change nothing.
 */
final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    static DirectoryLock acquire(StoreSettings settings, Diagnosis diagnosis) throws IOException {
        Files.createDirectories(settings.directory());
        FileChannel channel = FileChannel.open(
                settings.directory().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new DirectoryLock(channel);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw diagnosis.locked(e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw diagnosis.locked(null);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
