package dev.bettong.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A case of the contract: a pipeline, what happens, and what comes out of it. The table is {@code vectors.txt}, which says how it
 * is to be read.
 *
 * @param text as it stands in the table
 * @param pipeline description for {@link VectorPipeline}
 * @param phases what happens, in the parts after which outputs are looked at
 * @param refusal part of what is wrong with the pipeline; {@code null} if nothing is
 * @param expected outputs of each phase, and failures
 * @param withCrashes the same if there is a crash before all that happens
 */
public record Vector(
        String text,
        String pipeline,
        List<List<Action>> phases,
        @Nullable String refusal,
        List<List<String>> expected,
        List<List<String>> withCrashes) {

    private static final String REFUSED = "refused: ";
    private static final Pattern RANGE = Pattern.compile("(\\w) (\\d+)\\.\\.(\\d+) (.*)");
    private static final Pattern FAILURE = Pattern.compile("(late|time|compute)( .*)?");

    /** All of them. */
    public static List<Vector> all() {
        try (var table = Objects.requireNonNull(Vector.class.getResourceAsStream("vectors.txt"))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Vector::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector parse(String line) {
        String[] columns = Times.inMillis(line).split("\\|", -1);
        String expected = columns[3].strip();
        boolean refused = expected.startsWith(REFUSED);
        List<List<Action>> phases = Arrays.stream(columns[2].split(" / ", -1))
                .map(phase -> Arrays.stream(phase.strip().split(" +", -1))
                        .filter(token -> !token.isEmpty())
                        .map(Action::parse)
                        .toList())
                .toList();
        List<List<String>> outputs = refused ? List.of() : outputs(columns[3]);
        return new Vector(
                line.replaceAll(" +", " ").strip(),
                columns[1].strip(),
                phases,
                refused ? expected.substring(REFUSED.length()) : null,
                outputs,
                columns.length > 4 ? outputs(columns[4]) : outputs);
    }

    private static List<List<String>> outputs(String column) {
        List<List<String>> phases = new ArrayList<>();
        for (String phase : column.split("/(?= |$)", -1)) {
            phases.add(Arrays.stream(phase.strip().split(", ", -1))
                    .filter(each -> !each.isEmpty())
                    .flatMap(Vector::each)
                    .toList());
        }
        return phases;
    }

    /** "a 10..30 after 1" are those for 10, 20 and 30. */
    private static Stream<String> each(String output) {
        Matcher range = RANGE.matcher(output);
        if (!range.matches()) {
            return Stream.of(output);
        }
        long step = Long.parseLong(range.group(2));
        return LongStream.iterate(step, at -> at <= Long.parseLong(range.group(3)), at -> at + step)
                .mapToObj(at -> "%s %d %s".formatted(range.group(1), at, range.group(4)));
    }

    /** In the table. */
    public String number() {
        return text.split(" ", 2)[0];
    }

    /** Whether it is in the document, and not a further one. */
    public boolean numbered() {
        return number().matches("\\d+");
    }

    /** Whether only a runtime with a data directory can run it. */
    public boolean durable() {
        return actions().stream().anyMatch(Action::durable);
    }

    /** What happens in all phases. */
    public List<Action> actions() {
        return phases.stream().flatMap(List::stream).toList();
    }

    /** What comes out in all phases. */
    public List<String> outputs() {
        return expected.stream().flatMap(phase -> outputsOf(phase).stream()).toList();
    }

    /** What fails in all phases. */
    public List<String> failures() {
        return failuresOf(expected);
    }

    /** What comes out in a phase. */
    static List<String> outputsOf(List<String> phase) {
        return phase.stream().filter(each -> !FAILURE.matcher(each).matches()).toList();
    }

    /** What fails. */
    static List<String> failuresOf(List<List<String>> phases) {
        return phases.stream()
                .flatMap(List::stream)
                .filter(each -> FAILURE.matcher(each).matches())
                .toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
