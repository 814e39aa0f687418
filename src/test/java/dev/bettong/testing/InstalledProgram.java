package dev.bettong.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Programs of this machine that a few tests need besides a JDK. */
public final class InstalledProgram {

    private InstalledProgram() {}

    /**
     * The first of these names that is on the path; has the test skipped where none is.
     *
     * @param debianPackages what brings it
     */
    public static Path find(String debianPackages, String... names) {
        List<String> directories = List.of(System.getenv("PATH").split(File.pathSeparator));
        return Stream.of(names)
                .flatMap(name -> directories.stream().map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("This test needs %s: apt-get install %s".formatted(names[0], debianPackages)));
    }
}
