package dev.bettong.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All Java of the documents stands in a class of this package or in an example, but for white space and comments, so that it
 * compiles and runs.
 * Whole classes are compiled as they are, by {@link ReadmeTest} and the test of plug-ins.
 */
class SnippetsTest {

    private static final List<Path> SOURCES =
            List.of(Path.of("src/test/java/dev/bettong/documents"), Path.of("src/main/java/dev/bettong/examples"));
    private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```");

    static Stream<Path> documents() throws IOException {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void standInClassesThatRun(Path document) throws IOException {
        List<String> sources = sources();
        String text = Files.readString(document);
        List<String> missing = new ArrayList<>();
        Matcher block = JAVA.matcher(text);
        while (block.find()) {
            String snippet = block.group(1);
            if (snippet.startsWith("package ")) {
                continue;
            }
            List<String> paragraphs = Stream.of(snippet.split("\n\n(?=\\S)", -1))
                    .map(SnippetsTest::stripped)
                    .toList();
            if (sources.stream().noneMatch(source -> paragraphs.stream().allMatch(source::contains))) {
                long line = text.substring(0, block.start(1)).lines().count() + 1;
                missing.add("%s:%d%n%s".formatted(document, line, snippet));
            }
        }
        assertThat(missing).as("Java that stands in no class of " + SOURCES).isEmpty();
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path directory : SOURCES) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    sources.add(stripped(Files.readString(file)));
                }
            }
        }
        return sources;
    }

    /** Without what the formatter decides, and without comments. */
    private static String stripped(String code) {
        return code.replaceAll("//.*|/\\*\\*.*?\\*/", "").replaceAll("\\s", "");
    }
}
