package dev.bettong.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The class path that this JVM runs tests with. */
public final class TestClassPath {

    private TestClassPath() {}

    /** All of it. */
    public static List<Path> entries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
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
