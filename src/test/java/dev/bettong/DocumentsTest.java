package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents for people point to exists: files, headings, and what their commands name in this tree. */
class DocumentsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern OURS =
            Pattern.compile("(?<![\\w./-])(?:\\./mvnw|\\.ci/\\w+|(?:src|config|helm)/[\\w./-]+)(?![\\w/])");
    private static final Pattern PROFILE = Pattern.compile("mvnw[^\\n]* -P(\\w+)");
    private static final Pattern BUILD_PROPERTY = Pattern.compile("-D((?:bench|crash)\\.[\\w-]+)");

    static Stream<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(
                ROOT.resolve("README.md"), ROOT.resolve("CHANGELOG.md"), ROOT.resolve("helm/bettong/README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("src/docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents.stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(Path document) throws IOException {
        String prose = FENCED.matcher(Files.readString(document)).replaceAll("");

        assertThat(all(LINK, prose))
                .filteredOn(target -> !target.matches("https?:.*"))
                .allMatch(target -> leadsSomewhere(document, target));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyCommandNamesWhatThereIs(Path document) throws IOException {
        String pom = Files.readString(ROOT.resolve("pom.xml"));
        String commands = FENCED.matcher(Files.readString(document))
                .results()
                .filter(block -> block.group(1).equals("shell"))
                .map(block -> block.group(2))
                .reduce("", String::concat);

        assertThat(all(OURS, commands))
                .filteredOn(file -> !file.startsWith("src/com/") && !file.startsWith("src/META-INF")) // a user's
                .allMatch(file -> Files.exists(ROOT.resolve(file)));
        assertThat(all(PROFILE, commands)).allMatch(name -> pom.contains("<id>" + name + "</id>"));
        assertThat(all(BUILD_PROPERTY, commands)).allMatch(name -> pom.matches("(?s).*<" + name + "/?>.*"));
    }

    private static boolean leadsSomewhere(Path document, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]);
        if (parts.length == 1) {
            return Files.exists(file);
        }
        try {
            return all(HEADING, FENCED.matcher(Files.readString(file)).replaceAll("")).stream()
                    .anyMatch(heading -> anchor(heading).equals(parts[1]));
        } catch (IOException missing) {
            return false;
        }
    }

    /** The name that a heading has in a link. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(match.groupCount()))
                .toList();
    }
}
