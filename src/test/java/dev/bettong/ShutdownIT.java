package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.Extent;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.NumberedLines;
import dev.bettong.testing.NumberedLoad;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import dev.bettong.testing.TroubledReceiver;
import dev.bettong.testing.TroubledReceiver.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** SIGTERM for a real process that is busy: 4 connections send as fast as they can, 2 workers exchange what they read. */
class ShutdownIT {

    private static final Duration START = Deadlines.START;
    private static final Duration EXIT = Deadlines.CONDITION;
    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final String AS_LONG_AS_IT_TAKES = EXIT.toSeconds() + "s";
    private static final int SIGTERM_EXIT = 128 + 15;
    private static final int CONNECTIONS = 4;
    private static final int PADDING = 50;
    private static final Pattern READ = Pattern.compile(NumberedEcho.READ + "(\\d+)");
    private static final Pattern GAVE_UP =
            Pattern.compile("Sink 'lines' gave up (\\d+) messages for \\S+ .*, which are lost");

    @TempDir
    private Path directory;

    private int web;
    private int numbers;

    @BeforeEach
    void findPorts() throws IOException {
        web = FreePort.find();
        numbers = FreePort.find();
    }

    @Test
    void everyFrameThatWasReadComesOutBeforeTheProcessEnds() throws Exception {
        try (TroubledReceiver receiver = TroubledReceiver.start(0);
                ServiceProcess service = startAndAwait(receiver.port(), AS_LONG_AS_IT_TAKES);
                NumberedLoad load = load()) {
            await().atMost(DEADLINE).until(() -> receiver.received() > 100_000);

            service.terminate();

            assertThat(service.awaitExit(EXIT)).isEqualTo(SIGTERM_EXIT);
            assertThat(load.sent()).isPositive();
            NumberedLines received = allFrom(receiver);
            assertThat(receiver.connections())
                    .hasSize(2)
                    .extracting(Connection::rest)
                    .containsOnly("");
            assertThat(received.isPrefixOfEveryConnection()).isTrue();
            assertThat(received.count()).isEqualTo(read(service));
            assertThat(service.output()).doesNotContain("ERROR").doesNotContain("gave up");
        }
    }

    @Test
    void whatWasReadComesOutAlsoWhenTheSinkStallsForAWhile() throws Exception {
        try (TroubledReceiver receiver = TroubledReceiver.startStalled(0);
                ServiceProcess service = startAndAwait(receiver.port(), AS_LONG_AS_IT_TAKES);
                NumberedLoad load = load()) {
            awaitBackpressured(service);
            service.terminate();
            service.awaitOutput("Stopping, waiting for the sinks to send", EXIT);
            assertThat(load.sent()).isPositive();

            receiver.resume();

            assertThat(service.awaitExit(EXIT)).isEqualTo(SIGTERM_EXIT);
            NumberedLines received = allFrom(receiver);
            assertThat(received.isPrefixOfEveryConnection()).isTrue();
            assertThat(received.count()).isEqualTo(read(service));
        }
    }

    @Test
    void endsAtTheDeadlineAndCountsWhatItGaveUpWhenTheSinkDoesNotRead() throws Exception {
        try (TroubledReceiver receiver = TroubledReceiver.startStalled(0);
                ServiceProcess service = startAndAwait(receiver.port(), "2s");
                NumberedLoad load = load()) {
            awaitBackpressured(service);
            long begin = System.nanoTime();

            service.terminate();

            assertThat(service.awaitExit(EXIT)).isEqualTo(SIGTERM_EXIT);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            assertThat(service.output())
                    .containsPattern("Stopping, waiting for the sinks to send: \\d+ messages wait for sink 'lines'")
                    .contains("Stopping without waiting any longer for the sinks to send");
            assertThat(load.sent()).isPositive();
            receiver.resume(); // what the sockets had taken still comes
            NumberedLines received = allFrom(receiver);
            long gaveUp = GAVE_UP.matcher(service.output())
                    .results()
                    .mapToLong(each -> Long.parseLong(each.group(1)))
                    .sum();
            assertThat(gaveUp).isPositive();
            assertThat(received.count() + gaveUp).isEqualTo(read(service));
            assertThat(received.gaplessFromZero()).isTrue();
        }
    }

    static List<String> reached() {
        return Extent.of(List.of("", "Tomcat initialized"), List.of("Starting NumberedEcho", "listens on"));
    }

    @ParameterizedTest
    @MethodSource("reached")
    void endsInTheMiddleOfItsStart(String reached) throws Exception {
        try (TroubledReceiver receiver = TroubledReceiver.start(0);
                ServiceProcess service = start(receiver.port(), AS_LONG_AS_IT_TAKES)) {
            service.awaitOutput(reached, START);

            service.terminate();

            assertThat(service.awaitExit(EXIT)).isEqualTo(SIGTERM_EXIT);
            assertThat(service.output()).doesNotContain("ERROR").doesNotContain("Exception");
        }
    }

    private ServiceProcess startAndAwait(int sinkPort, String timeout) throws IOException {
        ServiceProcess service = start(sinkPort, timeout);
        service.awaitOutput("Started NumberedEcho", START);
        return service;
    }

    private ServiceProcess start(int sinkPort, String timeout) throws IOException {
        return ServiceProcess.ofClass(
                directory,
                TestClassPath.packaged(),
                NumberedEcho.class.getName(),
                List.of(
                        "--server.port=" + web,
                        "--bettong.workers=2",
                        "--bettong.shutdown-timeout=" + timeout,
                        "--bettong.sources.numbers.tcp.host=localhost",
                        "--bettong.sources.numbers.tcp.port=" + numbers,
                        "--bettong.sinks.lines.tcp.port=" + sinkPort));
    }

    private NumberedLoad load() throws IOException {
        return NumberedLoad.start(numbers, CONNECTIONS, Long.MAX_VALUE, PADDING);
    }

    private void awaitBackpressured(ServiceProcess service) {
        service.awaitThat(
                "the source is back-pressured",
                DEADLINE,
                () -> HttpText.get(web, "/api/pipelines/echo").contains("\"status\":\"BACKPRESSURED\""));
    }

    private static NumberedLines allFrom(TroubledReceiver receiver) {
        NumberedLines lines = new NumberedLines(PADDING);
        for (Connection connection : receiver.connections()) {
            await("the end of a connection").atMost(DEADLINE).until(connection::ended);
            lines.takeAll(connection);
        }
        return lines;
    }

    private static long read(ServiceProcess service) {
        return READ.matcher(service.output())
                .results()
                .mapToLong(each -> Long.parseLong(each.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("it has not said its last word:\n" + service.output()));
    }
}
