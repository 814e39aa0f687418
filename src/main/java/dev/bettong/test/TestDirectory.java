package dev.bettong.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Data directories of a process that dies again and again. */
final class TestDirectory implements AutoCloseable {

    private static final String STORE = "store";

    private final Path all;
    private Path present;
    private @Nullable Path kept;
    private int runs;

    TestDirectory() {
        try {
            all = Files.createTempDirectory("pipeline-test");
            present = Files.createDirectory(all.resolve("run-0"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That of the present run. */
    Path present() {
        return present;
    }

    /** Keeps a store for the next run, whatever becomes of this one. */
    void keep(Path store) {
        try {
            runs++;
            kept = Files.createDirectory(all.resolve("run-" + runs));
            Files.move(store, kept.resolve(STORE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next run begins. */
    void next() {
        present = Objects.requireNonNull(kept);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(all)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
