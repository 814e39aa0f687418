package dev.bettong.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.connect.SourceConnector.Message;
import dev.bettong.runtime.FailureReason;
import dev.bettong.source.StreamReceiver;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceLaneTest {

    private static final int MAX_FRAME_SIZE = 8;

    private final EventLoop loop = new DefaultEventLoop();
    private final Worker worker = new Worker();
    private final AtomicInteger taken = new AtomicInteger();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private final SourceLane lane = new SourceLane(loop, worker, MAX_FRAME_SIZE, taken::incrementAndGet, broken::add);

    @AfterEach
    void endLoop() {
        loop.shutdownGracefully();
    }

    /** Notes what it gets; the loop changes it, and a test reads it behind {@link #settle}. */
    private static final class Worker implements StreamReceiver {

        private final List<String> events = new ArrayList<>();
        private final Map<String, byte[]> positions = new HashMap<>();
        private boolean reads = true;
        private boolean fails;

        @Override
        public void begin(long now, long connection) {
            events.add("begin " + connection);
        }

        @Override
        public void frame(byte[] payload) {
            events.add(new String(payload, UTF_8));
        }

        @Override
        public void end() {
            if (fails) {
                throw new IllegalStateException("cannot");
            }
            events.add("end");
        }

        @Override
        public void rejected(FailureReason reason, String detail, byte[] bytes) {
            events.add(detail);
            events.add("of " + new String(bytes, UTF_8));
        }

        @Override
        public void closed(long connection) {
            events.add("closed " + connection);
        }

        @Override
        public void position(String stream, byte[] position) {
            events.add(stream + " " + new String(position, UTF_8));
            positions.put(stream, position);
        }

        @Override
        public void whenDurable(Runnable action) {
            action.run();
        }

        @Override
        public Map<String, byte[]> positions() {
            return Map.copyOf(positions);
        }

        @Override
        public boolean mayRead() {
            return reads;
        }

        @Override
        public boolean mayHandle() {
            return true;
        }
    }

    private void settle() throws Exception {
        loop.submit(() -> {}).get();
    }

    private void add(String stream, String... messages) {
        List<Message> read = Arrays.stream(messages)
                .map(message -> new Message(stream, ("behind " + message).getBytes(UTF_8), message.getBytes(UTF_8)))
                .toList();
        lane.add(new SourceLane.Read(stream, 7, read, () -> worker.events.add("durable")));
    }

    @Test
    void givesAReadWithThePositionBehindIt() throws Exception {
        add("file", "a", "b");
        settle();
        assertThat(worker.events).containsExactly("begin 7", "a", "b", "file behind b", "durable", "end");
        assertThat(taken).hasValue(1);
    }

    @Test
    void rejectsAMessageThatIsTooLong() throws Exception {
        add("file", "a", "much too long");
        settle();
        assertThat(worker.events)
                .contains(
                        "a",
                        "the message has 13 bytes, and at most 8 are allowed",
                        "of much too long",
                        "file behind much too long");
    }

    @Test
    void waitsForAWorkerThatMayNotRead() throws Exception {
        worker.reads = false;
        add("file", "a");
        settle();
        assertThat(worker.events).isEmpty();
        assertThat(taken).hasValue(0);

        worker.reads = true;
        lane.readingChanged();
        settle();
        assertThat(worker.events).contains("a");
    }

    @Test
    void dropsWhatIsBehindAReadThatTheWorkerCouldNotTakeUntilTheSourceBeginsAgain() throws Exception {
        worker.reads = false;
        add("file", "a");
        add("file", "b");
        settle();
        worker.reads = true;
        worker.fails = true;
        lane.readingChanged();
        settle();
        add("file", "c");
        settle();
        assertThat(broken).hasSize(1);
        assertThat(taken).hasValue(3);
        assertThat(worker.events).doesNotContain("b", "c", "end");

        worker.fails = false;
        lane.begin();
        add("file", "a");
        settle();
        assertThat(worker.events).endsWith("begin 7", "a", "file behind a", "durable", "end");
    }

    @Test
    void givesNothingOnceItIsClosed() throws Exception {
        lane.close().get();
        add("file", "a");
        settle();
        assertThat(worker.events).isEmpty();
    }
}
