package dev.bettong.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test waits as long as {@link Deadlines} say, and not as long as was enough on one machine. */
class DeadlinesTest {

    /** A deadline of one's own, or the ten seconds of an Awaitility that is given none. */
    private static final Pattern OWN = Pattern.compile("atMost\\((Duration|\\d)|setSoTimeout\\(\\d|DEADLINE = Duration|"
            + "\\.(get|waitFor|awaitTermination)\\(\\d+, |"
            + "(?<![.\\w])await\\((\"[^\"]*\")?\\)\\s*(\\.(pollInterval|ignoreExceptions)\\([^)]*\\)\\s*)*\\.until");

    @Test
    void areThoseOfAllTests() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            List<String> own = sources.filter(
                            source -> source.toString().endsWith(".java") && !source.endsWith("DeadlinesTest.java"))
                    .flatMap(DeadlinesTest::ownDeadlines)
                    .toList();

            assertThat(own).isEmpty();
        }
    }

    private static Stream<String> ownDeadlines(Path source) {
        try {
            return OWN
                    .matcher(Files.readString(source))
                    .results()
                    .map(found -> source.getFileName() + ": " + found.group())
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new AssertionError("cannot read " + source, e);
        }
    }
}
