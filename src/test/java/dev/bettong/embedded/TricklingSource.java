package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Source;
import dev.bettong.source.FrameReceiver;
import dev.bettong.source.SourceBinding;
import dev.bettong.source.SourceDriver;
import dev.bettong.source.StreamReceiver;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import reactor.netty.resources.LoopResources;

/** A source without a network: reads a frame on each event loop whenever the runtime says that reading may have changed. */
final class TricklingSource implements SourceBinding {

    @Override
    public String kind() {
        return "tcp";
    }

    @Override
    public int maxFrameSize() {
        return 1 << 10;
    }

    @Override
    public int maxConnections() {
        return 1;
    }

    @Override
    public SourceBinding withMaxConnections(int most) {
        return this;
    }

    @Override
    public String describe(Source<?> source) {
        return "trickling";
    }

    @Override
    public SourceDriver driver(
            Source<?> source, LoopResources loops, Map<EventLoop, ? extends StreamReceiver> receivers) {
        return new Driver(source.name(), receivers);
    }

    private static final class Driver implements SourceDriver {

        private final String name;
        private final Map<EventLoop, ? extends StreamReceiver> receivers;
        private volatile boolean reading; // written by who starts and stops it, read on the event loops

        Driver(String name, Map<EventLoop, ? extends StreamReceiver> receivers) {
            this.name = name;
            this.receivers = receivers;
        }

        @Override
        public void start() {
            reading = true;
            readingChanged();
        }

        @Override
        public void readingChanged() {
            receivers.forEach((loop, receiver) -> loop.execute(() -> read(receiver)));
        }

        private void read(FrameReceiver receiver) {
            if (reading && receiver.mayRead() && receiver.mayHandle()) {
                receiver.begin(System.nanoTime(), 1);
                receiver.frame("key".getBytes(UTF_8));
                receiver.end();
            }
        }

        @Override
        public CompletableFuture<Void> stop() {
            return CompletableFuture.allOf(receivers.keySet().stream()
                    .map(loop -> CompletableFuture.runAsync(() -> reading = false, loop))
                    .toArray(CompletableFuture<?>[]::new));
        }

        @Override
        public void resume(EventLoop loop) {
            // What could not be handled was not read.
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String address() {
            return "nowhere:0";
        }

        @Override
        public long frames() {
            return 0;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public int connections() {
            return 0;
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
