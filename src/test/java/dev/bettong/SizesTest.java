package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing grows beyond what a reader takes in: what would is split by subject. */
class SizesTest {

    private static final long MOST_LINES = 350;
    private static final long MOST_FILES = 40;
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void noFileIsTooLong() throws IOException {
        try (Stream<Path> files = sources()) {
            Map<Path, Long> lines = new TreeMap<>();
            for (Path file : files.toList()) {
                try (Stream<String> all = Files.lines(file)) {
                    lines.put(file, all.count());
                }
            }
            assertThat(lines).isNotEmpty();
            assertThat(lines.entrySet()).noneMatch(file -> file.getValue() > MOST_LINES);
        }
    }

    @Test
    void noPackageIsTooLarge() throws IOException {
        try (Stream<Path> files = sources()) {
            Map<Path, Long> packages =
                    files.map(Path::getParent).collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
            assertThat(packages.entrySet()).noneMatch(each -> each.getValue() > MOST_FILES);
        }
    }

    private static Stream<Path> sources() throws IOException {
        return Files.walk(SOURCES).filter(file -> file.toString().endsWith(".java"));
    }
}
