package dev.bettong.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the data directory was deleted, replaced or unmounted while it is open. RocksDB does not: it continues writing
 * to, and syncing, files that no path leads to any more. Thread-safe.
 *
 * <p>The lock is open and the file of the {@link TruncationGuard} is mapped, so no other file gets their keys; if the paths lead to other files, they
 * lead to another store.
 */
final class DirectoryGuard {

    private final Map<Path, Object> keys; // by file

    private DirectoryGuard(Map<Path, Object> keys) {
        this.keys = Map.copyOf(keys);
    }

    /** For a store that was just opened. */
    static DirectoryGuard of(StoreSettings settings) throws IOException {
        Map<Path, Object> keys = new HashMap<>();
        for (Path file : List.of(DirectoryLock.in(settings.directory()), TruncationGuard.in(settings.store()))) {
            keys.put(file, key(file));
        }
        return new DirectoryGuard(keys);
    }

    /** For a store that is only read: never finds anything. */
    static DirectoryGuard none() {
        return new DirectoryGuard(Map.of());
    }

    /** What tells a file from others that come to be at its path; nothing does if the file system has no keys. */
    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file : key;
    }

    /** Why the paths do not lead to the files that are open any more, or {@code null} if they do. */
    @Nullable
    String problem() {
        for (Map.Entry<Path, Object> known : keys.entrySet()) {
            Path file = known.getKey();
            try {
                if (!key(file).equals(known.getValue())) {
                    return "'%s' is another file".formatted(file);
                }
            } catch (NoSuchFileException e) {
                return "'%s' is missing".formatted(file);
            } catch (IOException e) {
                return "'%s' cannot be found: %s".formatted(file, e.getMessage());
            }
        }
        return null;
    }
}
