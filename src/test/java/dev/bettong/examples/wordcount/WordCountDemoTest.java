package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.examples.wordcount.WordCount.Count;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("looks at all threads")
class WordCountDemoTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Deadlines.CONDITION;
    private static final List<DemoPhase> PHASES = List.of(
            new DemoPhase("fast", SHORT, DemoPhase.AS_FAST_AS_POSSIBLE, 97), new DemoPhase("slow", SHORT, 10_000, 1));

    private final InetSocketAddress sink = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    private Runnable close = () -> {};

    @AfterEach
    void close() {
        close.run();
    }

    @Test
    void confirmsThatEveryCountIsRight() throws IOException {
        try (FakeService service = new FakeService(sink, WordCountDemoTest::line)) {
            play(service.address(), PHASES, LONG);

            awaitConsole("The demo is over");
        }
        assertThat(shown()).contains("Every count was right", "217 different words", "http://localhost:1/status");
    }

    @Test
    void measuresBothPhases() throws IOException {
        try (FakeService service = new FakeService(sink, WordCountDemoTest::line)) {
            play(service.address(), PHASES, LONG);

            awaitConsole("The demo is over");
        }
        assertThat(shown().lines().filter(line -> line.matches(" +[\\d,]+( +[\\d.]+ ms){3} +in all")))
                .hasSize(2);
    }

    @Test
    void saysWhichCountIsWrong() throws IOException {
        Function<Count, String> lossy = count -> count.equals(new Count("congress", 5)) ? "" : line(count);
        DemoPhase once = new DemoPhase("once", SHORT, 50_000, 1);
        try (FakeService service = new FakeService(sink, lossy)) {
            play(service.address(), List.of(once), SHORT);

            await().atMost(LONG)
                    .untilAsserted(() ->
                            assertThat(shown()).contains("NOT every count was right", "'congress' had 6 after 4"));
        }
    }

    @Test
    void showsWhatOthersSendOnceItIsOver() throws IOException {
        try (FakeService service = new FakeService(sink, WordCountDemoTest::line)) {
            play(service.address(), PHASES, LONG);
            awaitConsole("The demo is over");
            try (Socket someone = new Socket(sink.getAddress(), sink.getPort())) {
                someone.getOutputStream().write("hello => 1\n".getBytes(UTF_8));

                awaitConsole("  hello => 1");
            }
        }
    }

    @Test
    void saysThatItsPortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(sink.getPort(), 1, sink.getAddress())) {
            WordCountDemo demo = play(new InetSocketAddress("localhost", 1), PHASES, LONG);

            assertThat(demo.isRunning()).isFalse();
            assertThat(shown()).contains("cannot listen on", ":" + taken.getLocalPort(), "The service is not affected");
        }
    }

    @Test
    void saysNothingWhenTheApplicationIsClosedMeanwhile() throws IOException {
        DemoPhase longPhase = new DemoPhase("long", Duration.ofHours(1), DemoPhase.AS_FAST_AS_POSSIBLE, 97);
        try (FakeService service = new FakeService(sink, WordCountDemoTest::line)) {
            WordCountDemo demo = play(service.address(), List.of(longPhase), SHORT);
            awaitConsole("most frequent");

            demo.end();
            await().atMost(LONG)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().equals("demo")));
        }
        assertThat(shown()).doesNotContain("cannot continue", "The demo is over");
    }

    private WordCountDemo play(InetSocketAddress source, List<DemoPhase> phases, Duration timeout) {
        WordCountDemo demo = new WordCountDemo(
                source,
                sink,
                phases,
                timeout,
                () -> List.of("http://localhost:1/status"),
                new DemoScreen(new PrintStream(console, true, UTF_8)));
        close = () -> {
            demo.end();
            demo.stop();
        };
        demo.start();
        demo.begin();
        return demo;
    }

    private void awaitConsole(String text) {
        await().atMost(LONG).untilAsserted(() -> assertThat(shown()).contains(text));
    }

    private String shown() {
        return console.toString(UTF_8);
    }

    private static String line(Count count) {
        return count.word() + " => " + count.total() + "\n";
    }
}
