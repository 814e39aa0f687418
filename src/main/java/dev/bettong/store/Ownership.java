package dev.bettong.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Tells people whose the files of a data directory are. Has no state. */
final class Ownership {

    /** Levels of directories below the data directory in which files are looked for. */
    private static final int DEPTH = 4;

    private Ownership() {}

    /** The user of this process, for people; with its number, which is all that a container may know. */
    static String user() {
        String name = "'%s'".formatted(System.getProperty("user.name"));
        return isUnix() ? "%s (uid %d)".formatted(name, uid(Path.of("/proc/self"))) : name;
    }

    private static boolean isUnix() {
        try {
            return uid(Path.of("/proc/self")) >= 0;
        } catch (UncheckedIOException | UnsupportedOperationException | IllegalArgumentException elsewhere) {
            return false;
        }
    }

    private static int uid(Path file) {
        try {
            return (Integer) Files.getAttribute(file, "unix:uid");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A sentence that names a file in a directory which belongs to another user, and a command that changes that; empty if none
     * is found.
     */
    static String foreignFile(Path directory) {
        if (!isUnix() || !Files.exists(directory)) {
            return "";
        }
        int own = uid(Path.of("/proc/self"));
        try {
            return uid(directory) == own ? foreignFile(directory, own) : sentence(directory, own, directory);
        } catch (IOException | UncheckedIOException unreadable) {
            return ""; // of the same user, but not to be looked at: the message says already what to allow
        }
    }

    private static String foreignFile(Path directory, int own) throws IOException {
        try (Stream<Path> files = Files.walk(directory, DEPTH)) {
            return files.filter(file -> uid(file) != own)
                    .findFirst()
                    .map(file -> sentence(file, own, directory))
                    .orElse("");
        }
    }

    private static String sentence(Path file, int own, Path directory) {
        return (" '%s' belongs to uid %d, as it does when another user has copied or restored it: chown -R %d '%s' gives"
                        + " all to this one.")
                .formatted(file, uid(file), own, directory);
    }
}
