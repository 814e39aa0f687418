package dev.bettong.sink;

import io.netty.handler.ssl.SslContext;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a TCP sink connects to and how much it holds back.
 *
 * @param host address to connect to
 * @param port port to connect to
 * @param bufferSize bytes that may wait on one connection before the sources of the pipeline pause
 * @param connectTimeout how long one attempt to connect may take
 * @param reconnectDelay pause after the first failed attempt; it doubles with every further one
 * @param maxReconnectDelay longest pause between two attempts
 * @param tls gives, at each attempt anew, the certificates of that moment; {@code null} if nothing is encrypted
 */
public record TcpSinkSettings(
        String host,
        int port,
        long bufferSize,
        Duration connectTimeout,
        Duration reconnectDelay,
        Duration maxReconnectDelay,
        @Nullable Supplier<SslContext> tls)
        implements SinkBinding {

    /** Settings of a sink that encrypts nothing. */
    public TcpSinkSettings(
            String host,
            int port,
            long bufferSize,
            Duration connectTimeout,
            Duration reconnectDelay,
            Duration maxReconnectDelay) {
        this(host, port, bufferSize, connectTimeout, reconnectDelay, maxReconnectDelay, null);
    }

    @Override
    public String kind() {
        return "tcp";
    }

    @Override
    public String describe() {
        return "TCP, connects to %s:%d, %s".formatted(host, port, tls == null ? "no TLS" : "TLS");
    }

    @Override
    public Drivers drivers(String name, Clock clock) {
        SinkLog log = new SinkLog(name, this);
        return (loop, onBuffered, onLatency) -> new TcpSink(log, this, loop, clock, onBuffered, onLatency);
    }
}
