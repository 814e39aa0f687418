package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a command, and what is said of those that make no sense. */
class CommandLineTest {

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "-h"})
    void listsTheCommands(String word) throws Exception {
        assertThat(CommandLine.isMeantBy(word)).isTrue();
        Call call = Call.of(word);
        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).contains("--check", "jar send <host:port>", "jar receive <[host:]port>");
    }

    @Test
    void leavesPropertiesToTheService() {
        assertThat(CommandLine.isMeantBy()).isFalse();
        assertThat(CommandLine.isMeantBy("--bettong.demo=true", "send")).isFalse();
        assertThat(CommandLine.isMeantBy("send")).isTrue();
    }

    @Test
    void explainsOneCommand() throws Exception {
        Call call = Call.of("send", "--help");
        assertThat(call.exitCode()).isZero();
        assertThat(call.out()).startsWith("send <host:port> [file]").doesNotContain("receive <");
    }

    @Test
    void failsIfItsOutputIsLost() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int some) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new CommandLine(InputStream.nullInputStream(), full, new PrintStream(err, true, UTF_8))
                .run("send", "--help");
        assertThat(exitCode).isOne();
        assertThat(err.toString(UTF_8)).startsWith("Cannot write to standard output");
    }

    @ParameterizedTest
    @MethodSource
    void tellsWhatMakesNoSense(List<String> args, String problem, String usage) throws Exception {
        Call call = Call.of(args.toArray(String[]::new));
        assertThat(call.exitCode()).isEqualTo(2);
        assertThat(call.out()).isEmpty();
        assertThat(call.err()).startsWith(problem).contains(usage);
    }

    static Stream<Arguments> tellsWhatMakesNoSense() {
        return Stream.of(
                arguments(List.of("sned"), "There is no command 'sned'.", "Usage: java -jar bettong-exec.jar"),
                arguments(List.of("send"), "'send' lacks a value: it has 0 of 1.", "send <host:port>"),
                arguments(List.of("send", "a:1", "b", "c"), "'c' is too much.", "send <host:port>"),
                arguments(List.of("send", "a:1", "--fast"), "'send' has no option '--fast'.", "send <host:port>"),
                arguments(List.of("send", "a:1", "--rate"), "The option '--rate' needs a value.", "send <host:port>"),
                arguments(
                        List.of("send", "a:1", "--rate=2", "--rate=3"), "The option '--rate' is there twice.", "send"),
                arguments(
                        List.of("send", "a:1", "--rate", "0"),
                        "'--rate' is '0', but must be a whole number, 1 or more.",
                        "send <host:port>"),
                arguments(List.of("send", "a:1", "--header", "3"), "A header has 1, 2, 4 or 8 bytes, not 3.", "send"),
                arguments(
                        List.of("send", "a:1", "--header", "4", "--lines"),
                        "Frames are of one kind: one of --lines, --header, --framing and --delimiter.",
                        "send"),
                arguments(
                        List.of("send", "a:1", "--raw", "--lines"),
                        "With --raw there are no frames to count or to mark.",
                        "send"),
                arguments(
                        List.of("send", "a:b"),
                        "'a:b' is no address; write host:port, for instance localhost:7010.",
                        "send"),
                arguments(List.of("send", "a:70000"), "'a:70000' is no address;", "send"),
                arguments(
                        List.of("receive", "--count=x", "1"),
                        "'--count' is 'x', but must be",
                        "receive <[host:]port>"));
    }
}
