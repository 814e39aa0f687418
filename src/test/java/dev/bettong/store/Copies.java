package dev.bettong.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Copies of data directories. One of an open store is what a killed process leaves. */
final class Copies {

    private Copies() {}

    /** What is left if the process is killed now. */
    static StoreSettings killed(Store store, StoreSettings live, Path target) {
        store.database().run("copy", open -> {
            open.db().pauseBackgroundWork(); // files must not come and go meanwhile
            try {
                of(live, target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                open.db().continueBackgroundWork();
            }
        });
        return in(live, target);
    }

    private static StoreSettings in(StoreSettings live, Path target) {
        return new StoreSettings(target, live.writeBufferBytes());
    }

    static StoreSettings of(StoreSettings live, Path target) throws IOException {
        tree(live.directory(), target);
        return in(live, target);
    }

    /** A copy that shares the files that are never written again, and lacks those that are never read again. */
    static StoreSettings linked(StoreSettings original, Path target) throws IOException {
        StoreSettings settings = in(original, target);
        Files.createDirectories(settings.store());
        try (Stream<Path> all = Files.list(original.store())) {
            for (Path path : (Iterable<Path>) all::iterator) {
                String name = path.getFileName().toString();
                if (name.endsWith(".sst")) {
                    Files.createLink(settings.store().resolve(name), path);
                } else if (!name.matches("(LOG|OPTIONS).*")) {
                    Files.copy(path, settings.store().resolve(name));
                }
            }
        }
        return settings;
    }

    static void tree(Path source, Path target) throws IOException {
        try (Stream<Path> all = Files.walk(source)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copy = target.resolve(source.relativize(path));
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy);
                }
            }
        }
    }
}
