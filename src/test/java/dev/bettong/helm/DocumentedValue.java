package dev.bettong.helm;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of the chart with the comment above it, or with that of the section that it stands in.
 *
 * @param key with a dot between levels
 * @param value default, as it is written
 */
record DocumentedValue(String key, String value, String description) {

    private static final Pattern ENTRY = Pattern.compile("( *)([A-Za-z_]+):(?: (.+))?");
    private static final int INDENT = 2;

    /** Reads a file of values: maps in block style, all else on one line. */
    static List<DocumentedValue> readAll(Path file) throws IOException {
        List<DocumentedValue> values = new ArrayList<>();
        Deque<Section> sections = new ArrayDeque<>();
        StringBuilder comment = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank()) {
                comment.setLength(0);
                continue;
            }
            if (line.strip().startsWith("#")) {
                comment.append(comment.isEmpty() ? "" : " ")
                        .append(line.strip().substring(1).strip());
                continue;
            }
            Matcher entry = ENTRY.matcher(line);
            if (!entry.matches()) {
                throw new IllegalArgumentException("'%s' is no entry of a map".formatted(line));
            }
            while (sections.size() > entry.group(1).length() / INDENT) {
                sections.pop();
            }
            String key = (sections.isEmpty() ? "" : sections.peek().key() + '.') + entry.group(2);
            String description =
                    comment.isEmpty() && !sections.isEmpty() ? sections.peek().description() : comment.toString();
            comment.setLength(0);
            if (entry.group(3) == null) {
                sections.push(new Section(key, description));
            } else {
                values.add(new DocumentedValue(key, entry.group(3), description));
            }
        }
        return values;
    }

    /** All of them as a table in Markdown. */
    static String table(List<DocumentedValue> values) {
        return values.stream()
                .map(value -> "| `%s` | `%s` | %s |%n"
                        .formatted(value.key, value.value, value.description.replace("|", "\\|")))
                .collect(joining("", "| value | default | |\n|---|---|---|\n", ""));
    }

    private record Section(String key, String description) {}
}
