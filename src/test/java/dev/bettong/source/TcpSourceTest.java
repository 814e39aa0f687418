package dev.bettong.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FailureReason;
import dev.bettong.testing.Deadlines;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class TcpSourceTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final TcpSourceSettings SETTINGS =
            new TcpSourceSettings("127.0.0.1", 0, 100, 100, 64 << 20, DEADLINE, Duration.ZERO);

    private final LoopResources loops = LoopResources.create("source-test", 1, true);
    private final EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
    private final RecordingReceiver received = new RecordingReceiver(); // the event loop's
    private final TcpSource source = new TcpSource("in", Framing.lines(), SETTINGS, loops, Map.of(loop, received));

    @BeforeEach
    void start() {
        source.start();
    }

    @AfterEach
    void stop() throws Exception {
        source.stop().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        loops.disposeLater(Duration.ZERO, DEADLINE).block(DEADLINE);
    }

    @Test
    void putsOffWhatComesInAHoldAndTheEndOfItsConnection() throws Exception {
        try (Socket brief = connect();
                Socket patient = connect()) {
            send(brief, "before\n");
            await().atMost(DEADLINE).until(() -> heard().contains("before"));
            onLoop(() -> {
                source.hold(loop);
                return true;
            });
            send(brief, "first\nbegun");
            brief.shutdownOutput();
            send(patient, "second\n");
            await().during(Duration.ofMillis(100)).atMost(DEADLINE).until(() -> heard().equals(List.of("before")));
            resume();
            await().atMost(DEADLINE).until(() -> heard().size() == 4);
            assertThat(heard())
                    .contains("second")
                    .containsSubsequence("first", FailureReason.TRUNCATED_FRAME + " begun");
            send(patient, "after\n");
            await().atMost(DEADLINE).until(() -> heard().contains("after"));
        }
    }

    @Test
    void readsNoMoreThanALittleInAHoldFromAConnectionThatSendsAndSends() throws Exception {
        int count = 200_000; // of 100 bytes, more than the socket buffers of both sides take
        String frame = "x".repeat(99) + "\n";
        AtomicInteger sent = new AtomicInteger();
        try (Socket greedy = connect()) {
            send(greedy, "before\n");
            await().atMost(DEADLINE).until(() -> heard().contains("before"));
            onLoop(() -> {
                source.hold(loop);
                return true;
            });
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < count; i++) {
                    send(greedy, frame);
                    sent.incrementAndGet();
                }
            });
            AtomicInteger sentBefore = new AtomicInteger(-1);
            await("it can send no more")
                    .pollInterval(Duration.ofMillis(200))
                    .atMost(DEADLINE)
                    .until(() -> sentBefore.getAndSet(sent.get()) == sent.get());
            assertThat(sent).hasValueLessThan(count);
            assertThat(heard()).hasSize(1);
            resume();
            sending.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            await().atMost(DEADLINE).until(() -> onLoop(() -> received.heard().size() == 1 + count));
        }
    }

    private void resume() throws Exception {
        onLoop(() -> {
            source.resume(loop);
            return true;
        });
    }

    private List<String> heard() throws Exception {
        return onLoop(() -> List.copyOf(received.heard()));
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return loop.submit(action).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private Socket connect() throws Exception {
        String address = source.address();
        int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void send(Socket socket, String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
