package dev.bettong.stepping;

import dev.bettong.pipeline.Source;
import dev.bettong.source.FrameReceiver;
import dev.bettong.source.SourceBinding;
import dev.bettong.source.SourceDriver;
import dev.bettong.source.StreamReceiver;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** A source whose frames a test sends. For the thread of the loops. */
final class MemorySource implements SourceBinding {

    private static final int MAX_FRAME_SIZE = 16 << 20;

    private final String kind;
    private final Surroundings.Reads reads;
    private @Nullable Driver driver;

    /** @param reads is told of each read */
    MemorySource(String kind, Surroundings.Reads reads) {
        this.kind = kind;
        this.reads = reads;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public int maxFrameSize() {
        return MAX_FRAME_SIZE;
    }

    @Override
    public int maxConnections() {
        return Integer.MAX_VALUE;
    }

    @Override
    public SourceBinding withMaxConnections(int most) {
        return this;
    }

    @Override
    public String describe(Source<?> source) {
        return "in memory";
    }

    @Override
    public SourceDriver driver(
            Source<?> source, LoopResources loops, Map<EventLoop, ? extends StreamReceiver> receivers) {
        List<Lane> lanes = new ArrayList<>();
        for (EventLoop loop : ((SteppedLoops) loops).all()) {
            lanes.add(new Lane(loop, Objects.requireNonNull(receivers.get(loop))));
        }
        Driver made = new Driver(source.name(), lanes, reads);
        driver = made;
        return made;
    }

    private Driver driver() {
        if (driver == null) {
            throw new IllegalStateException("no pipeline reads it");
        }
        return driver;
    }

    /** Sends frames on a connection, in one read. */
    void send(String connection, List<byte[]> frames) {
        driver().send(connection, frames);
    }

    /** Closes a connection. */
    void close(String connection) {
        driver().close(connection);
    }

    /** What waits to be read on one loop. */
    private static final class Lane {

        private final EventLoop loop;
        private final FrameReceiver receiver;
        private final Queue<Read> waiting = new ArrayDeque<>();

        Lane(EventLoop loop, FrameReceiver receiver) {
            this.loop = loop;
            this.receiver = receiver;
        }
    }

    /** @param frames {@code null} for the end of the connection */
    private record Read(
            String name, long connection, @Nullable List<byte[]> frames) {}

    private record Connection(Lane lane, long number) {}

    private static final class Driver implements SourceDriver {

        private final String name;
        private final List<Lane> lanes;
        private final Surroundings.Reads reads;
        private final Map<String, Connection> connections = new HashMap<>();
        private long numbers;
        private boolean open;
        private long frames;
        private long bytes;

        Driver(String name, List<Lane> lanes, Surroundings.Reads reads) {
            this.name = name;
            this.lanes = lanes;
            this.reads = reads;
        }

        void send(String connection, List<byte[]> read) {
            Connection on = connections.computeIfAbsent(connection, key -> {
                Lane lane = lanes.get((int) (numbers % lanes.size()));
                return new Connection(lane, ++numbers);
            });
            on.lane.waiting.add(new Read(connection, on.number, read));
            on.lane.loop.execute(() -> deliver(on.lane));
        }

        void close(String connection) {
            Connection on = connections.remove(connection);
            if (on != null) {
                on.lane.waiting.add(new Read(connection, on.number, null));
                on.lane.loop.execute(() -> deliver(on.lane));
            }
        }

        private void deliver(Lane lane) {
            while (open && !lane.waiting.isEmpty() && lane.receiver.mayHandle() && lane.receiver.mayRead()) {
                Read read = lane.waiting.remove();
                if (read.frames == null) {
                    lane.receiver.closed(read.connection);
                } else {
                    deliver(lane.receiver, read.connection, read.frames);
                }
                reads.taken(name, read.name, read.frames);
            }
        }

        private void deliver(FrameReceiver receiver, long connection, List<byte[]> read) {
            receiver.begin(System.nanoTime(), connection);
            for (byte[] frame : read) {
                frames++;
                bytes += frame.length;
                receiver.frame(frame);
            }
            receiver.end();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String address() {
            return "memory";
        }

        @Override
        public void start() {
            for (Lane lane : lanes) {
                lane.loop.execute(() -> {
                    open = true;
                    deliver(lane);
                });
            }
        }

        @Override
        public CompletableFuture<Void> stop() {
            return CompletableFuture.allOf(lanes.stream()
                    .map(lane -> CompletableFuture.runAsync(() -> open = false, lane.loop))
                    .toArray(CompletableFuture<?>[]::new));
        }

        @Override
        public void readingChanged() {
            lanes.forEach(lane -> lane.loop.execute(() -> deliver(lane)));
        }

        @Override
        public void resume(EventLoop loop) {
            lanes.stream().filter(lane -> lane.loop.equals(loop)).forEach(this::deliver);
        }

        @Override
        public long frames() {
            return frames;
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public int connections() {
            return connections.size();
        }

        @Override
        public long refused() {
            return 0;
        }

        @Override
        public long idle() {
            return 0;
        }

        @Override
        public long handshakeFailures() {
            return 0;
        }
    }
}
