package dev.bettong.connect;

import dev.bettong.pipeline.Source;
import dev.bettong.source.SourceBinding;
import dev.bettong.source.SourceDriver;
import dev.bettong.source.StreamReceiver;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.Map;
import reactor.netty.resources.LoopResources;

/**
 * Binds the name of a source to a connector.
 *
 * @param properties those of the connector
 * @param maxFrameSize longest payload of a message in bytes
 * @param clock the system clock
 */
public record ConnectedSourceBinding(
        SourceConnector connector, Map<String, String> properties, int maxFrameSize, Clock clock)
        implements SourceBinding {

    @Override
    public String kind() {
        return connector.kind();
    }

    /** It has its own, if any. */
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
        return "read by %s".formatted(connector.getClass().getSimpleName());
    }

    @Override
    public SourceDriver driver(
            Source<?> source, LoopResources loops, Map<EventLoop, ? extends StreamReceiver> receivers) {
        return new ConnectedSource(new Opening(source.name(), properties), this, receivers, clock);
    }
}
