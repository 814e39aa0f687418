package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A real file system of a few megabytes, in memory, that a test can fill up. Closing it unmounts it. For any thread. */
public final class SmallDisk implements AutoCloseable {

    private static final int PIECE_BYTES = 4096; // what tmpfs hands out

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts one on an existing directory; has the test skipped where that is not allowed. */
    public static SmallDisk mount(Path directory, int megabytes) {
        String failure =
                run("mount", "-t", "tmpfs", "-o", "size=%dm".formatted(megabytes), "tmpfs", directory.toString());
        if (failure != null) {
            abort("This test mounts a small tmpfs: run it as root, or in 'unshare -rm'. Here: " + failure);
        }
        return new SmallDisk(directory);
    }

    /** Returns what went wrong, or {@code null}. */
    private static @Nullable String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.waitFor() == 0 ? null : output;
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    public Path directory() {
        return directory;
    }

    /** Takes all the space that is left, or that is free again. */
    public synchronized void fill() throws IOException {
        try (OutputStream filler =
                Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] piece = new byte[PIECE_BYTES];
            while (true) {
                filler.write(piece);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    /** Gives back what {@link #fill} took. */
    public synchronized void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    /** Makes it larger or, if what it holds has room, smaller. */
    public void resize(int megabytes) throws IOException {
        String failure = run("mount", "-o", "remount,size=%dm".formatted(megabytes), directory.toString());
        if (failure != null) {
            throw new FileSystemException(directory.toString(), null, failure);
        }
    }

    @Override
    public void close() throws IOException {
        String failure = run("umount", "-l", directory.toString());
        if (failure != null) {
            throw new FileSystemException(directory.toString(), null, failure);
        }
    }
}
