package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Documents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of the jar that documents show, and their options, exist. */
class DocumentedCommandsTest {

    private static final Pattern CALL = Pattern.compile(
            "(?m)(?:-exec\\.jar|(?:^|\\| )bettong|BettongApplication|/bettong:[\\w.]+) ([a-z][\\w-]*)(.*?)(?:[|&>#]|$)");
    private static final Pattern OPTION = Pattern.compile("(?<= )(--[a-z][\\w-]*)");

    static Stream<Path> documents() throws IOException {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void exist(Path document) throws IOException {
        assertThat(CALL.matcher(Documents.commands(document)).results())
                .filteredOn(
                        call -> !call.group(1).equals("help") && !call.group(1).equals("extract"))
                .allSatisfy(DocumentedCommandsTest::assertExists);
    }

    private static void assertExists(MatchResult call) {
        ByteArrayOutputStream help = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(help, false, UTF_8);
        new CommandLine(InputStream.nullInputStream(), out, out).run(call.group(1), "--help");
        assertThat(help.toString(UTF_8)).doesNotContain("There is no command");
        Set<String> options =
                Documents.find(OPTION, help.toString(UTF_8)).stream().collect(toSet());

        assertThat(Documents.find(OPTION, call.group(2))).isSubsetOf(options);
    }
}
