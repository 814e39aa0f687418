package dev.bettong.properties;

import dev.bettong.sink.TcpSinkSettings;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where a sink connects to: {@code bettong.sinks.<name>}.
 *
 * @param tcp TCP client that the sink is.
 */
public record SinkProperties(@Nullable Tcp tcp) implements BettongSection {

    /** The kinds of sink that there are. */
    public static final List<String> KINDS = List.of("tcp");

    /**
     * A TCP client: {@code bettong.sinks.<name>.tcp}.
     *
     * @param host Address to connect to.
     * @param port Port to connect to.
     * @param bufferSize Amount of data that may wait on one connection before the sources of the pipeline pause.
     * @param connectTimeout Time that one attempt to connect may take.
     * @param reconnectDelay Pause after the first failed attempt; it doubles with every further one.
     * @param maxReconnectDelay Longest pause between two attempts.
     * @param ssl How connections are encrypted.
     */
    public record Tcp(
            @DefaultValue("localhost") String host,
            @DefaultValue("7002") int port,
            @DefaultValue("4MB") DataSize bufferSize,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("100ms") Duration reconnectDelay,
            @DefaultValue("5s") Duration maxReconnectDelay,
            @DefaultValue Ssl ssl)
            implements BettongSection {

        public TcpSinkSettings settings(@Nullable Supplier<SslContext> tls) {
            return new TcpSinkSettings(
                    host, port, bufferSize.toBytes(), connectTimeout, reconnectDelay, maxReconnectDelay, tls);
        }
    }

    /**
     * Encryption of a TCP client: {@code bettong.sinks.<name>.tcp.ssl}.
     *
     * @param bundle Name of the SSL bundle that says whom to trust; connections are not encrypted without one.
     */
    public record Ssl(@DefaultValue("") String bundle) implements BettongSection {}
}
