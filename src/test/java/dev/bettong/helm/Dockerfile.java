package dev.bettong.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the Dockerfile has run.
 *
 * @param text its lines
 */
record Dockerfile(String text) {

    private static final Pattern OPTIONS = Pattern.compile("(?m)^ENV JDK_JAVA_OPTIONS=\"(.*)\"$");

    static Dockerfile read() throws IOException {
        return new Dockerfile(Files.readString(Path.of("Dockerfile")));
    }

    /** The command of the only instruction in exec form: RUN or ENTRYPOINT. */
    List<String> command(String instruction) {
        List<String> found = Pattern.compile("(?m)^" + instruction + " (\\[.*])$")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException("there are %d instructions %s [...]".formatted(found.size(), instruction));
        }
        return List.of(JsonMapper.shared().readValue(found.getFirst(), String[].class));
    }

    /** The options of the JVM, of each stage that sets them. */
    List<String> options() {
        return OPTIONS.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
