package dev.bettong.source;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a TCP source listens and what it bears.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 picks a free one
 * @param maxFrameSize longest payload in bytes
 * @param maxConnections connections open at a time; further ones are closed at once
 * @param frameBuffer bytes that unfinished frames may take, of all connections together; over it, the connection that
 *     holds the most is closed. As much again may be put off in a hold; over that, no connection is read
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param idleTimeout how long a connection may send nothing; zero is without limit
 * @param tls how connections are encrypted, or {@code null} if they are not
 */
public record TcpSourceSettings(
        String host,
        int port,
        int maxFrameSize,
        int maxConnections,
        long frameBuffer,
        Duration frameTimeout,
        Duration idleTimeout,
        @Nullable Tls tls) {

    /**
     * How connections are encrypted.
     *
     * @param context gives, at each connection anew, the certificates of that moment
     * @param handshakeTimeout how long a connection may take to shake hands
     */
    public record Tls(Supplier<SslContext> context, Duration handshakeTimeout) {}

    /** Settings of a source whose connections are not encrypted. */
    public TcpSourceSettings(
            String host,
            int port,
            int maxFrameSize,
            int maxConnections,
            long frameBuffer,
            Duration frameTimeout,
            Duration idleTimeout) {
        this(host, port, maxFrameSize, maxConnections, frameBuffer, frameTimeout, idleTimeout, null);
    }

    /** The same with another limit of connections. */
    public TcpSourceSettings withMaxConnections(int most) {
        return new TcpSourceSettings(host, port, maxFrameSize, most, frameBuffer, frameTimeout, idleTimeout, tls);
    }
}
