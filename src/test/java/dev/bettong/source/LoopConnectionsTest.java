package dev.bettong.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FailureReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopConnectionsTest {

    private static final TcpSourceSettings SETTINGS =
            new TcpSourceSettings("", 0, 1, 1, 1 << 20, Duration.ofDays(1), Duration.ZERO);

    private final SteppedLoop loop = new SteppedLoop();
    private final LoopConnections loopConnections =
            new LoopConnections(loop, new RecordingReceiver(), SETTINGS, SETTINGS.frameBuffer());

    @AfterEach
    void stopTheLoop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void looksForTimeoutsOnceInAnIntervalHoweverOftenConnectionsComeAndGo() {
        for (int i = 0; i < 100; i++) {
            FrameReader connection = connection();
            loopConnections.add(connection);
            loopConnections.remove(connection);
        }
        loopConnections.add(connection());
        assertThat(loop.scheduled).hasSize(1);
        loop.scheduled.remove().run();
        assertThat(loop.scheduled).hasSize(1);
    }

    @Test
    void looksForTimeoutsAgainAfterATimeWithoutConnections() {
        FrameReader first = connection();
        loopConnections.add(first);
        loopConnections.remove(first);
        loop.scheduled.remove().run();
        assertThat(loop.scheduled).isEmpty();
        loopConnections.add(connection());
        assertThat(loop.scheduled).hasSize(1);
    }

    @Test
    void closesTheConnectionThatHoldsTheMostWhenUnfinishedFramesTakeTooMuch() {
        RecordingReceiver received = new RecordingReceiver();
        LoopConnections small = new LoopConnections(loop, received, SETTINGS, 300);
        EmbeddedChannel little = connect(small);
        EmbeddedChannel greedy = connect(small);
        EmbeddedChannel late = connect(small);
        little.writeInbound(half(50));
        greedy.writeInbound(half(200));
        assertThat(greedy.isOpen()).isTrue();
        late.writeInbound(half(60));
        assertThat(greedy.isOpen()).isFalse();
        assertThat(little.isOpen()).isTrue();
        assertThat(late.isOpen()).isTrue();
        assertThat(received.rejected()).containsExactly(FailureReason.TRUNCATED_FRAME);
        little.writeInbound(half(50)); // there is room again
        assertThat(little.isOpen()).isTrue();
    }

    @Test
    void findsNoTimeoutsInAHold() {
        RecordingReceiver received = new RecordingReceiver();
        TcpSourceSettings impatient =
                new TcpSourceSettings("", 0, 1, 1, 1 << 20, Duration.ofNanos(1), Duration.ofNanos(1));
        LoopConnections hasty = new LoopConnections(loop, received, impatient, impatient.frameBuffer());
        EmbeddedChannel idle = connect(hasty);
        EmbeddedChannel slow = connect(hasty);
        slow.writeInbound(half(5));
        hasty.hold(System.nanoTime());
        loop.scheduled.remove().run();
        assertThat(idle.isOpen()).isTrue();
        assertThat(slow.isOpen()).isTrue();
        assertThat(received.heard()).isEmpty();
        hasty.resume(System.nanoTime());
        loop.scheduled.remove().run();
        assertThat(idle.isOpen()).isFalse();
        assertThat(slow.isOpen()).isFalse();
        assertThat(received.rejected()).containsExactly(FailureReason.TRUNCATED_FRAME);
    }

    @Test
    void givesUpAFewConnectionsATurnWhenAllAreTooSlow() {
        RecordingReceiver received = new RecordingReceiver();
        TcpSourceSettings impatient =
                new TcpSourceSettings("", 0, 1, 1, 1 << 20, Duration.ofNanos(1), Duration.ofNanos(1));
        LoopConnections hasty = new LoopConnections(loop, received, impatient, impatient.frameBuffer());
        for (int i = 0; i < 2 * LoopConnections.ENDS_PER_TURN + 1; i++) {
            connect(hasty).writeInbound(half(5));
        }

        loop.scheduled.remove().run(); // the sweep
        assertThat(received.rejected()).hasSize(LoopConnections.ENDS_PER_TURN);
        loop.scheduled.remove().run();
        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN);
        loop.scheduled.remove().run();
        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN + 1);
        assertThat(hasty.connections()).isZero();
    }

    @Test
    void givesUpAFewFramesATurnWhenAllConnectionsEndAtOnce() {
        RecordingReceiver received = new RecordingReceiver();
        LoopConnections crowded = new LoopConnections(loop, received, SETTINGS, SETTINGS.frameBuffer());
        List<EmbeddedChannel> channels = IntStream.rangeClosed(0, 2 * LoopConnections.ENDS_PER_TURN)
                .mapToObj(i -> connect(crowded))
                .toList();
        channels.forEach(channel -> channel.writeInbound(half(5)));
        loop.scheduled.clear(); // the sweep

        channels.forEach(EmbeddedChannel::close);
        assertThat(received.rejected()).hasSize(LoopConnections.ENDS_PER_TURN);
        loop.scheduled.remove().run();
        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN);
        loop.scheduled.remove().run();
        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN + 1);
        assertThat(crowded.connections()).isZero();
    }

    @Test
    void rejectsAFewFramesATurnWhenAllConnectionsSendOneThatIsTooLarge() {
        RecordingReceiver received = new RecordingReceiver();
        LoopConnections crowded = new LoopConnections(loop, received, SETTINGS, SETTINGS.frameBuffer());
        List<EmbeddedChannel> channels = sendTooMuch(crowded);
        loop.scheduled.removeFirst(); // the sweep

        assertThat(received.rejected()).hasSize(LoopConnections.ENDS_PER_TURN);
        channels.getLast().close(); // by its client, before its turn
        loop.scheduled.remove().run();
        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN);
        loop.scheduled.remove().run();
        assertThat(received.rejected())
                .hasSize(2 * LoopConnections.ENDS_PER_TURN + 1)
                .containsOnly(FailureReason.FRAME_TOO_LARGE);
        assertThat(channels).noneMatch(EmbeddedChannel::isOpen);
        assertThat(crowded.connections()).isZero();
    }

    @Test
    void putsOffRejectionsInAHoldThatBeginsBeforeTheirTurn() {
        RecordingReceiver received = new RecordingReceiver();
        LoopConnections crowded = new LoopConnections(loop, received, SETTINGS, SETTINGS.frameBuffer());
        sendTooMuch(crowded);
        loop.scheduled.removeFirst(); // the sweep

        crowded.hold(System.nanoTime());
        loop.scheduled.remove().run();
        loop.scheduled.remove().run();
        assertThat(received.rejected()).hasSize(LoopConnections.ENDS_PER_TURN);
        crowded.resume(System.nanoTime());
        while (!loop.scheduled.isEmpty()) {
            loop.scheduled.remove().run();
        }
        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN + 1);
        assertThat(crowded.connections()).isZero();
    }

    @Test
    void hearsOfAllThatAreRejectedBeforeItCloses() {
        RecordingReceiver received = new RecordingReceiver();
        LoopConnections crowded = new LoopConnections(loop, received, SETTINGS, SETTINGS.frameBuffer());
        sendTooMuch(crowded);

        crowded.close();

        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN + 1);
        assertThat(crowded.connections()).isZero();
    }

    private static List<EmbeddedChannel> sendTooMuch(LoopConnections crowded) {
        List<EmbeddedChannel> channels = IntStream.rangeClosed(0, 2 * LoopConnections.ENDS_PER_TURN)
                .mapToObj(i -> connect(crowded))
                .toList();
        channels.forEach(channel -> channel.writeInbound(half(1001)));
        return channels;
    }

    @Test
    void hearsOfAllThatHaveEndedBeforeItCloses() {
        RecordingReceiver received = new RecordingReceiver();
        LoopConnections crowded = new LoopConnections(loop, received, SETTINGS, SETTINGS.frameBuffer());
        List<EmbeddedChannel> channels = IntStream.rangeClosed(0, 2 * LoopConnections.ENDS_PER_TURN)
                .mapToObj(i -> connect(crowded))
                .toList();
        channels.forEach(channel -> channel.writeInbound(half(5)));
        channels.forEach(EmbeddedChannel::close);

        crowded.close();

        assertThat(received.rejected()).hasSize(2 * LoopConnections.ENDS_PER_TURN + 1);
        assertThat(crowded.connections()).isZero();
    }

    private static EmbeddedChannel connect(LoopConnections loopConnections) {
        EmbeddedChannel channel = new EmbeddedChannel();
        FrameScanner scanner = FrameScanner.of(Framing.lines(), 1000);
        FrameReader reader = new FrameReader(channel, loopConnections, scanner, System.nanoTime());
        channel.pipeline().addLast(reader);
        loopConnections.add(reader);
        return channel;
    }

    private static ByteBuf half(int length) {
        return Unpooled.wrappedBuffer(new byte[length]);
    }

    private FrameReader connection() {
        Channel channel = new EmbeddedChannel();
        return new FrameReader(channel, loopConnections, FrameScanner.of(Framing.lines(), 1), System.nanoTime());
    }

    /** An event loop whose scheduled tasks wait for the test to run them. */
    private static final class SteppedLoop extends DefaultEventLoop {

        private final Deque<Runnable> scheduled = new ArrayDeque<>();

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            scheduled.add(task);
            return super.schedule(() -> {}, delay, unit);
        }
    }
}
