package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents for people point to exists: files, headings, and what their commands name in this tree. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern OURS =
            Pattern.compile("(?<![\\w./-])(?:\\./mvnw|\\.ci/\\w+|(?:src|config|helm)/[\\w./-]+)(?![\\w/])");
    private static final Pattern PROFILE = Pattern.compile("mvnw[^\\n]* -P(\\w+)");
    private static final Pattern BUILD_PROPERTY = Pattern.compile("-D((?:bench|crash)\\.[\\w-]+)");

    static Stream<Path> documents() throws IOException {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) throws IOException {
        assertThat(Documents.find(LINK, Documents.prose(document)))
                .filteredOn(target -> !target.matches("https?:.*"))
                .allMatch(target -> leadsSomewhere(document, target));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandNamesWhatThereIs(Path document) throws IOException {
        String pom = Files.readString(Documents.ROOT.resolve("pom.xml"));
        String commands = Documents.commands(document);

        assertThat(Documents.find(OURS, commands))
                .filteredOn(file -> !file.startsWith("src/com/") && !file.startsWith("src/META-INF")) // a user's
                .allMatch(file -> Files.exists(Documents.ROOT.resolve(file)));
        assertThat(Documents.find(PROFILE, commands)).allMatch(name -> pom.contains("<id>" + name + "</id>"));
        assertThat(Documents.find(BUILD_PROPERTY, commands)).allMatch(name -> pom.matches("(?s).*<" + name + "/?>.*"));
    }

    private static boolean leadsSomewhere(Path document, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        if (parts.length == 1) {
            return Files.exists(file);
        }
        try {
            return Documents.find(HEADING, Documents.prose(file)).stream()
                    .anyMatch(heading -> anchor(heading).equals(parts[1]));
        } catch (IOException missing) {
            return false;
        }
    }

    /** The name that a heading has in a link. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
    }
}
