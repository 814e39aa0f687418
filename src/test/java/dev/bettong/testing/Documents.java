package dev.bettong.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The documents for people in this tree, and what stands in them. */
public final class Documents {

    public static final Path ROOT = Path.of("").toAbsolutePath();

    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```");

    private Documents() {}

    public static Stream<Path> all() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(
                ROOT.resolve("README.md"),
                ROOT.resolve("CONTRIBUTING.md"),
                ROOT.resolve("CHANGELOG.md"),
                ROOT.resolve("helm/bettong/README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("src/docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents.stream();
    }

    /** All but the fenced blocks. */
    public static String prose(Path document) throws IOException {
        return FENCED.matcher(Files.readString(document)).replaceAll("");
    }

    /** The fenced blocks in a language. */
    public static List<String> blocks(Path document, String language) throws IOException {
        return FENCED.matcher(Files.readString(document))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The shell commands, each on one line. */
    public static String commands(Path document) throws IOException {
        return String.join("", blocks(document, "shell")).replace("\\\n", " ");
    }

    /** What the last group of a pattern finds, everywhere. */
    public static List<String> find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(found.groupCount()))
                .toList();
    }
}
