package dev.bettong.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps other processes, and other stores of this process, out of the data directory; the system releases it when the
 * process ends. RocksDB has a lock of its own, but only once it is open for writing, and that is too late for a look that
 * must change nothing.
 *
 * <p>The file holds the id of the process that had the lock last. Nobody relies on it: it only names the holder in the
 * message to the one that comes second.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String NAME = "lock";
    private static final int MAX_PID_BYTES = 20;

    /**
     * The locks of this process, by the key of their file. A process that closes any channel of a locked file releases
     * the lock on it, so the one that comes second must find out here, before opening the file. Guarded by itself.
     */
    private static final Map<Object, Holder> HELD = new HashMap<>();

    private final FileChannel channel;
    private final Object key;

    private DirectoryLock(FileChannel channel, Object key) {
        this.channel = channel;
        this.key = key;
    }

    static Path in(Path directory) {
        return directory.resolve(NAME);
    }

    /** Who opened a store of this process. */
    record Holder(String thread, Instant since) {

        private static Holder current() {
            return new Holder(Thread.currentThread().getName(), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /** Whether another process, or another part of this one, has the lock. Changes nothing. */
    static boolean held(StoreSettings settings) {
        Path file = in(settings.directory());
        synchronized (HELD) {
            try {
                if (!Files.exists(file)) {
                    return false;
                }
                if (HELD.containsKey(key(file))) {
                    return true; // without opening the file: closing it would release the lock
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                    return lock == null;
                }
            } catch (OverlappingFileLockException e) {
                return true;
            } catch (IOException unknown) {
                return false;
            }
        }
    }

    /**
     * Locks the data directory, which is created if it is missing.
     *
     * @throws StoreException LOCKED
     */
    static DirectoryLock acquire(StoreSettings settings, StoreErrors diagnosis) throws IOException {
        Files.createDirectories(settings.directory());
        Path file = in(settings.directory());
        synchronized (HELD) {
            Holder holder = Files.exists(file) ? HELD.get(key(file)) : null;
            if (holder != null) {
                throw diagnosis.lockedHere(holder);
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                lock(channel, diagnosis);
                Object key = key(file);
                HELD.put(key, Holder.current());
                return new DirectoryLock(channel, key);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
    }

    /** Identifies a file whatever path leads to it; no other file gets the same key while this one is open. */
    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toRealPath() : key; // a file system without keys
    }

    private static void lock(FileChannel channel, StoreErrors diagnosis) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) { // by code of this process that is not ours
            throw diagnosis.locked(ProcessHandle.current().pid(), e);
        }
        if (lock == null) {
            throw diagnosis.locked(pid(channel), null);
        }
        note(channel);
    }

    /** The process that has the lock, 0 if the file does not say. */
    private static long pid(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_PID_BYTES);
        channel.read(bytes, 0);
        String text = US_ASCII.decode(bytes.flip()).toString().strip();
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static void note(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
        } catch (IOException e) {
            // The disk is full, say: the file stays empty, and a message about the lock will not name the process.
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (channel.isOpen()) { // a key may have gone to another file since the first call
                HELD.remove(key);
            }
            channel.close();
        }
    }
}
