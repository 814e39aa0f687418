package dev.bettong.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.TroubledReceiver;
import dev.bettong.testing.TroubledReceiver.Connection;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class TcpSinkTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final Duration RECONNECT = Duration.ofMillis(20);
    private static final Duration MAX_RECONNECT = Duration.ofMillis(200);

    private final LoopResources loops = LoopResources.create("sink-test", 1, true);
    private final EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
    private final List<Long> latencies = new CopyOnWriteArrayList<>();
    private final AtomicLong buffered = new AtomicLong(-1); // written by the event loop
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        loops.disposeLater(Duration.ZERO, DEADLINE).block(DEADLINE);
    }

    @Test
    void sendsWhatWasWrittenBeforeThereWasAReceiver() throws Exception {
        int port = FreePort.find();
        TcpSink sink = start(port, MAX_RECONNECT);
        write(sink, 0, 1_000);
        assertThat(buffered).hasPositiveValue().hasValue(sink.bufferedBytes());
        TroubledReceiver receiver = opened(TroubledReceiver.start(port));

        await().atMost(DEADLINE).until(() -> receiver.received() == 1_000);

        assertThat(receiver.connections().getFirst().lines()).isEqualTo(lines(0, 1_000));
        await("it says that nothing waits any longer")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(buffered).hasValue(0));
        assertThat(sink.messages()).isEqualTo(1_000);
        assertThat(latencies).isNotEmpty().allMatch(nanos -> nanos > 0);
        assertThat(sink.disconnects()).isZero();
    }

    @Test
    void goesOnWithAWholeMessageWhenItsConnectionIsCutInTheMiddleOfOne() throws Exception {
        TroubledReceiver receiver = opened(TroubledReceiver.startStalled(0));
        TcpSink sink = start(receiver.port(), MAX_RECONNECT);
        int count = 200_000; // more than the socket buffers of both sides take
        write(sink, 0, count);
        await("the socket is full")
                .during(Duration.ofMillis(200))
                .atMost(DEADLINE)
                .until(() -> sink.messages() > 0 && sink.bufferedBytes() > 0);
        long takenBefore = onLoop(sink::messages);
        receiver.breakConnections();
        receiver.resume();
        await().atMost(DEADLINE).until(() -> receiver.connections().size() == 2);
        Connection second = receiver.connections().getLast();
        await().atMost(DEADLINE).until(() -> sink.messages() == count);
        onLoop(sink::close);
        await().atMost(DEADLINE).until(second::ended);

        List<String> received = second.lines();
        int first = number(received.getFirst());
        assertThat(received).isEqualTo(lines(first, count));
        assertThat((long) first)
                .as("what the first socket had taken is not sent again, and nothing else is left out")
                .isBetween(takenBefore, takenBefore + 64 * 1024);
        assertThat(second.rest()).isEmpty();
        assertThat(sink.disconnects()).isEqualTo(1);
        assertThat(sink.lost()).isEqualTo(1);
    }

    @Test
    void saysForHowLongItsSocketHasTakenNothing() throws Exception {
        TroubledReceiver receiver = opened(TroubledReceiver.startStalled(0));
        TcpSink sink = start(receiver.port(), MAX_RECONNECT);
        int count = 200_000; // more than the socket buffers of both sides take
        write(sink, 0, count);

        await("a stall").atMost(DEADLINE).until(() -> sink.stalledMillis() > 1_000);
        assertThat(sink.bufferedMessages()).isEqualTo(count - onLoop(sink::messages));
        receiver.resume();
        await("all is sent").atMost(DEADLINE).until(() -> sink.messages() == count);
        await("nothing waits").atMost(DEADLINE).until(() -> sink.bufferedMessages() == 0);

        assertThat(sink.stalledMillis()).isZero();
        assertThat(sink.totalStalledMillis()).isGreaterThan(1_000);
    }

    @Test
    void losesNothingWhenTheFlushItselfFindsTheConnectionBroken() throws Exception {
        TroubledReceiver receiver = opened(TroubledReceiver.start(0));
        TcpSink sink = start(receiver.port(), MAX_RECONNECT);
        await().atMost(DEADLINE).until(sink::connected);
        CompletableFuture<Void> broken = new CompletableFuture<>();
        CompletableFuture<Void> flushed = CompletableFuture.runAsync(
                () -> {
                    broken.join(); // the loop cannot hear of the reset before it writes
                    for (int i = 0; i < 50_000; i++) {
                        sink.write(message(i), System.nanoTime());
                    }
                    sink.flush();
                },
                loop);
        receiver.breakConnections();
        broken.complete(null);
        flushed.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        await().atMost(DEADLINE).until(sink::connected);
        write(sink, 50_000, 50_001);

        await().atMost(DEADLINE).until(() -> receiver.received() >= 50_001);
        assertThat(receiver.connections().getLast().lines()).isEqualTo(lines(0, 50_001));
        assertThat(sink.disconnects()).isEqualTo(1);
    }

    @Test
    void neitherRepeatsNorReordersHoweverOftenItsConnectionBreaks() throws Exception {
        TroubledReceiver receiver = opened(TroubledReceiver.start(0));
        TcpSink sink = start(receiver.port(), RECONNECT);
        int rounds = 40;
        int perRound = 2_000;
        for (int round = 0; round < rounds; round++) {
            await().atMost(DEADLINE).until(sink::connected);
            write(sink, round * perRound, (round + 1) * perRound);
            receiver.breakConnections();
        }
        int last = rounds * perRound;
        AtomicInteger next = new AtomicInteger(last); // more than one: the broken socket may yet take the first of them
        await("a message after the last break").atMost(DEADLINE).until(() -> {
            int number = next.getAndIncrement();
            write(sink, number, number + 1);
            return receiver.connections().getLast().lines().stream().anyMatch(line -> number(line) >= last);
        });

        int before = -1;
        for (Connection connection : receiver.connections()) {
            List<String> received = connection.lines();
            if (!received.isEmpty()) {
                int first = number(received.getFirst());
                assertThat(first).isGreaterThan(before);
                assertThat(received).isEqualTo(lines(first, first + received.size()));
                before = number(received.getLast());
            }
        }
        assertThat(sink.disconnects()).isGreaterThanOrEqualTo(rounds / 2);
    }

    @Test
    void waitsLongerAndLongerForAReceiverThatHangsUpAtOnce() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        ServerSocket listener = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().start(() -> {
            while (!listener.isClosed()) {
                try {
                    listener.accept().close();
                    accepted.incrementAndGet();
                } catch (IOException e) {
                    // the listener was closed, which ends the loop
                }
            }
        });
        start(listener.getLocalPort(), Duration.ofSeconds(10));

        await("pauses of 20 ms, 40 ms, 80 ms and so on, or half of that")
                .during(Duration.ofSeconds(1))
                .atMost(DEADLINE)
                .until(() -> accepted.get() <= 10);
        await().atMost(DEADLINE).until(() -> accepted.get() >= 3);
    }

    @Test
    void takesNoNoticeOfWhatTheReceiverSays() throws Exception {
        ServerSocket listener = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        TcpSink sink = start(listener.getLocalPort(), MAX_RECONNECT);
        try (Socket connection = listener.accept()) {
            OutputStream chatter = connection.getOutputStream();
            for (int i = 0; i < 256; i++) {
                chatter.write(new byte[64 * 1024]); // more than sockets hold, so the sink must have read it
            }
            write(sink, 0, 1);

            assertThat(connection.getInputStream().readNBytes(message(0).length))
                    .isEqualTo(message(0));
            assertThat(sink.connected()).isTrue();
        }
    }

    @Test
    void isDrainedWhenTheSocketHasEverythingAndNotBefore() throws Exception {
        TroubledReceiver receiver = opened(TroubledReceiver.startStalled(0));
        TcpSink sink = start(receiver.port(), MAX_RECONNECT);
        write(sink, 0, 200_000);
        CompletableFuture<Void> drained = sink.drained();
        await().during(Duration.ofMillis(200)).atMost(DEADLINE).until(() -> !drained.isDone());
        receiver.resume();

        drained.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(sink.messages()).isEqualTo(200_000);
        assertThat(sink.bufferedBytes()).isZero();
    }

    @Test
    void isDrainedThroughAConnectionThatComesWhileItWaits() throws Exception {
        int port = FreePort.find();
        TcpSink sink = start(port, MAX_RECONNECT);
        write(sink, 0, 10);
        CompletableFuture<Void> drained = sink.drained();
        TroubledReceiver receiver = opened(TroubledReceiver.start(port));

        drained.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        await().atMost(DEADLINE).until(() -> receiver.received() == 10);
    }

    @Test
    void countsWhatItGivesUpWhenItIsClosed() throws Exception {
        TcpSink sink = start(FreePort.find(), MAX_RECONNECT);
        write(sink, 0, 5);
        sink.close().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        write(sink, 5, 7);

        assertThat(sink.discarded()).isEqualTo(7);
        assertThat(sink.lost()).isEqualTo(7);
        assertThat(sink.bufferedBytes()).isZero();
    }

    @Test
    void goesOnInItsNextLifeWithWhatItHadNotSent() throws Exception {
        TroubledReceiver receiver = opened(TroubledReceiver.startStalled(0));
        int count = 200_000; // more than the socket buffers of both sides take
        TcpSink sink = start(receiver.port(), MAX_RECONNECT);
        write(sink, 0, count);
        await("the socket is full")
                .during(Duration.ofMillis(200))
                .atMost(DEADLINE)
                .until(() -> sink.messages() > 0 && sink.bufferedBytes() > 0);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        List<UnsentMessages> unsent = onLoop(() -> {
            sink.closeSaved().thenRun(() -> closed.complete(null));
            return sink.unsent();
        });
        receiver.resume();
        closed.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(sink.discarded()).isZero();
        assertThat(sink.lost()).isZero();
        assertThat(sink.bufferedBytes()).isZero();

        TcpSink next = prepare(receiver.port(), MAX_RECONNECT);
        for (UnsentMessages part : unsent) {
            UnsentMessages loaded = new UnsentMessages(part.bytes(), part.ends());
            onLoop(() -> {
                next.restore(loaded);
                return true;
            });
        }
        assertThat(buffered).hasPositiveValue().hasValue(next.bufferedBytes());
        write(next, count, count + 1);
        next.start();
        await().atMost(DEADLINE).until(() -> next.messages() == sum(unsent) + 1);
        await().atMost(DEADLINE).until(() -> receiver.received() >= count + 1);
        List<String> first = receiver.connections().getFirst().lines();
        assertThat(first).isEqualTo(lines(0, count - sum(unsent)));
        assertThat(receiver.connections().getLast().lines()).isEqualTo(lines(first.size(), count + 1));
    }

    private static int sum(List<UnsentMessages> unsent) {
        return unsent.stream().mapToInt(UnsentMessages::count).sum();
    }

    @Test
    void isNotRestoredOnceItWasWrittenTo() throws Exception {
        TcpSink sink = prepare(FreePort.find(), MAX_RECONNECT);
        write(sink, 0, 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> sink.restore(new UnsentMessages(message(1), new int[] {message(1).length})));
    }

    private TcpSink start(int port, Duration maxReconnect) {
        TcpSink sink = prepare(port, maxReconnect);
        sink.start();
        return sink;
    }

    private TcpSink prepare(int port, Duration maxReconnect) {
        TcpSinkSettings settings =
                new TcpSinkSettings("127.0.0.1", port, 1 << 20, Duration.ofSeconds(1), RECONNECT, maxReconnect);
        TcpSink sink = new TcpSink(
                new SinkLog("out", settings), settings, loop, Clock.systemUTC(), buffered::set, latencies::add);
        opened.add(() -> sink.close().get(DEADLINE.toSeconds(), TimeUnit.SECONDS));
        return sink;
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private void write(TcpSink sink, int from, int to) throws Exception {
        onLoop(() -> {
            for (int i = from; i < to; i++) {
                sink.write(message(i), System.nanoTime());
            }
            sink.flush();
            return true;
        });
    }

    private <T> T onLoop(Callable<T> action) throws Exception {
        return loop.submit(action).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Long enough that a socket often stops in the middle of one. */
    private static String line(int number) {
        return number + " " + "m".repeat(50 + number % 50);
    }

    private static byte[] message(int number) {
        return (line(number) + "\n").getBytes(UTF_8);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(TcpSinkTest::line).toList();
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(0, line.indexOf(' ')));
    }
}
