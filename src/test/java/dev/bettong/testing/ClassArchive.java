package dev.bettong.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/**
 * The classes of the packaged jar and its libraries, as a JVM has loaded and linked them during a start of the service:
 * with such an archive a process needs half of the CPU time to start, with an AOT cache of JDK 25 a third. The integration
 * tests of a build share one. A JVM that cannot use it, since its class path begins otherwise, starts as if there were none.
 */
final class ClassArchive {

    private static final Path DIRECTORY = Path.of("target", "class-archive");
    private static final Object LOCK = new Object();
    private static final boolean AOT = Runtime.version().feature() >= 25;

    private ClassArchive() {}

    /** The JVM options with which a process uses the archive, if its class path begins with {@link TestClassPath#library}. */
    static List<String> options(List<Path> classPath) throws IOException {
        List<Path> library = TestClassPath.library();
        if (library.isEmpty() || Collections.indexOfSubList(classPath, library) != 0) {
            return List.of();
        }
        Path archive =
                DIRECTORY.resolve(Runtime.version() + (AOT ? ".aot" : ".jsa")).toAbsolutePath();
        synchronized (LOCK) { // a JVM can lock a file once
            Files.createDirectories(DIRECTORY);
            try (FileChannel lock =
                    FileChannel.open(DIRECTORY.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock(); // released with the channel: several JVMs run the integration tests
                if (!isNewer(archive, library.getFirst())) {
                    make(archive, library);
                }
            }
        }
        if (Files.size(archive) == 0) {
            return List.of();
        }
        return AOT // without what it logs about parts that it cannot use
                ? List.of("-XX:AOTCache=" + archive, "-Xlog:aot=off")
                : List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off");
    }

    private static boolean isNewer(Path archive, Path jar) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    private static void make(Path archive, List<Path> classPath) throws IOException {
        Path directory = Files.createTempDirectory(DIRECTORY.toAbsolutePath(), "training");
        Path made = directory.resolve("made");
        List<String> command = new ArrayList<>(ServiceProcess.java());
        command.addAll(List.of(
                (AOT ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + made,
                "-Dspring.context.exit=onRefresh",
                "-cp",
                ServiceProcess.joined(classPath),
                "dev.bettong.BettongApplication",
                "--server.port=0",
                "--bettong.examples=word-count",
                "--bettong.data-directory=" + directory.resolve("data")));
        try (ServiceProcess training =
                ServiceProcess.ofCommand(directory, directory.resolve("training.log"), command, Map.of())) {
            assertThat(training.awaitExit(Deadlines.START))
                    .as(training.output())
                    .isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a JVM archives its classes", e);
        }
        if (Files.notExists(made)) {
            Files.createFile(made); // a JVM whose own classes are in no archive cannot add to one
        }
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        FileSystemUtils.deleteRecursively(directory);
    }
}
