package dev.bettong.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Empty directories for the data of programs, deleted when the benchmark ends. */
final class Scratch {

    private Scratch() {}

    /** A new directory below the system's directory for temporary files; {@code java.io.tmpdir} says where that is. */
    static Path directory(String name) {
        try {
            Path made = Files.createTempDirectory("bettong-bench-" + name);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
