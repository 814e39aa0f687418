package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        Map<Path, Long> lines = new TreeMap<>();
        for (Path file : sources()) {
            lines.put(file, (long) Files.readAllLines(file).size());
        }
        assertThat(lines).isNotEmpty();
        assertThat(lines).allSatisfy((file, count) -> assertThat(count).isLessThanOrEqualTo(MOST_LINES));
    }

    @Test
    void noPackageIsTooLarge() throws IOException {
        Map<Path, Long> packages =
                sources().stream().collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
        assertThat(packages).allSatisfy((each, count) -> assertThat(count).isLessThanOrEqualTo(MOST_FILES));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
