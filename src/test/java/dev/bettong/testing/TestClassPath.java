package dev.bettong.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The class path that this JVM runs tests with. */
public final class TestClassPath {

    private static final Path TEST_CLASSES = Path.of("target", "test-classes");

    private TestClassPath() {}

    /** All of it. */
    public static List<Path> entries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    /** The packaged jar and what it depends on, as an application has them; empty unless this is an integration test. */
    public static List<Path> library() {
        String jar = System.getProperty("bettong.jar");
        return jar == null
                ? List.of()
                : Stream.concat(Stream.of(Path.of(jar)), thirdPartyJars().stream())
                        .toList();
    }

    /** {@link #library} and the test classes; all entries unless this is an integration test. */
    public static List<Path> packaged() {
        List<Path> library = library();
        return library.isEmpty()
                ? entries()
                : Stream.concat(library.stream(), Stream.of(TEST_CLASSES)).toList();
    }

    /** The jars that this project did not build. */
    public static List<Path> thirdPartyJars() {
        Path built = Path.of("target").toAbsolutePath();
        return entries().stream()
                .filter(Files::isRegularFile)
                .filter(entry -> !entry.toAbsolutePath().startsWith(built))
                .toList();
    }
}
