package dev.bettong.config;

import dev.bettong.source.TcpSourceSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where a source listens: {@code bettong.sources.<name>}.
 *
 * @param tcp TCP server that the source is.
 */
record SourceProperties(@Nullable Tcp tcp) implements Section {

    /**
     * A TCP server: {@code bettong.sources.<name>.tcp}.
     *
     * @param host Address to listen on.
     * @param port Port to listen on; 0 picks a free one.
     * @param maxFrameSize Longest payload of a frame; a longer one is a failure.
     * @param maxConnections Number of connections open at a time; further ones are closed at once.
     * @param frameBuffer Amount of data that unfinished frames may take, of all connections together.
     * @param frameTimeout Time that a frame may take from its first byte to its last.
     * @param idleTimeout Time that a connection may send nothing; 0 stands for ever.
     */
    record Tcp(
            @DefaultValue("0.0.0.0") String host,
            @DefaultValue("7010") int port,
            @DefaultValue("1MB") DataSize maxFrameSize,
            @DefaultValue("1000") int maxConnections,
            @DefaultValue("64MB") DataSize frameBuffer,
            @DefaultValue("30s") Duration frameTimeout,
            @DefaultValue("1h") Duration idleTimeout)
            implements Section {

        TcpSourceSettings settings() {
            return new TcpSourceSettings(
                    host,
                    port,
                    Math.toIntExact(maxFrameSize.toBytes()),
                    maxConnections,
                    frameBuffer.toBytes(),
                    frameTimeout,
                    idleTimeout);
        }
    }
}
