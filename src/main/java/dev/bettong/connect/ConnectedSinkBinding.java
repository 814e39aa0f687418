package dev.bettong.connect;

import dev.bettong.sink.SinkBinding;
import java.time.Clock;
import java.util.Map;

/**
 * Binds the name of a sink to a connector.
 *
 * @param properties those of the connector
 * @param bufferSize bytes that may wait on one worker before the sources of the pipeline pause
 */
public record ConnectedSinkBinding(SinkConnector connector, Map<String, String> properties, long bufferSize)
        implements SinkBinding {

    @Override
    public String kind() {
        return connector.kind();
    }

    @Override
    public boolean exactlyOnce() {
        return connector instanceof NumberedSinkConnector;
    }

    @Override
    public String describe() {
        return "written by %s".formatted(connector.getClass().getSimpleName());
    }

    /** All workers have one writer in common. */
    @Override
    public Drivers drivers(String name, Clock clock) {
        SinkThread thread = new SinkThread(new Opening(name, properties), connector, clock);
        return (loop, onBuffered, onLatency) -> new ConnectedSink(thread, loop, onBuffered, onLatency);
    }
}
