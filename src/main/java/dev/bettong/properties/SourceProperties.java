package dev.bettong.properties;

import dev.bettong.source.ProxyProtocol;
import dev.bettong.source.TcpSourceSettings;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where a source listens: {@code bettong.sources.<name>}.
 *
 * @param tcp TCP server that the source is.
 */
public record SourceProperties(@Nullable Tcp tcp) implements BettongSection {

    /** The kinds of source that there are. */
    public static final List<String> KINDS = List.of("tcp");

    /**
     * A TCP server: {@code bettong.sources.<name>.tcp}.
     *
     * @param host Address to listen on.
     * @param port Port to listen on; 0 picks a free one.
     * @param maxFrameSize Longest payload of a frame; a longer one is a failure.
     * @param maxConnections Number of connections open at a time; further ones are closed at once.
     * @param frameBuffer Amount of data that unfinished frames may take, of all connections together.
     * @param frameTimeout Time that a frame may take from its first byte to its last.
     * @param idleTimeout Time that a connection may send nothing; 0 stands for no limit.
     * @param proxyProtocol Whether connections begin with a header of the PROXY protocol, version 1 or 2: off, optional (it
     *     is read if it comes) or required.
     * @param ssl How connections are encrypted.
     */
    public record Tcp(
            @DefaultValue("0.0.0.0") String host,
            @DefaultValue("7010") int port,
            @DefaultValue("1MB") DataSize maxFrameSize,
            @DefaultValue("1000") int maxConnections,
            @DefaultValue("64MB") DataSize frameBuffer,
            @DefaultValue("30s") Duration frameTimeout,
            @DefaultValue("1h") Duration idleTimeout,
            @DefaultValue("off") ProxyProtocol proxyProtocol,
            @DefaultValue Ssl ssl)
            implements BettongSection {

        public TcpSourceSettings settings(@Nullable Supplier<SslContext> tls) {
            return new TcpSourceSettings(
                    host,
                    port,
                    Math.toIntExact(maxFrameSize.toBytes()),
                    maxConnections,
                    frameBuffer.toBytes(),
                    frameTimeout,
                    idleTimeout,
                    proxyProtocol,
                    tls == null ? null : new TcpSourceSettings.Tls(tls, ssl.handshakeTimeout()));
        }
    }

    /**
     * Encryption of a TCP server: {@code bettong.sources.<name>.tcp.ssl}.
     *
     * @param bundle Name of the SSL bundle with its certificate; connections are not encrypted without one.
     * @param clientAuth Whether clients need a certificate: none, want (check it if there is one) or need.
     * @param handshakeTimeout Time that a connection may take to shake hands.
     */
    public record Ssl(
            @DefaultValue("") String bundle,
            @DefaultValue("none") ClientCertificates clientAuth,
            @DefaultValue("10s") Duration handshakeTimeout)
            implements BettongSection {}

    /** Whether clients need a certificate. */
    public enum ClientCertificates {
        NONE,
        WANT,
        NEED;

        public ClientAuth netty() {
            return switch (this) {
                case NONE -> ClientAuth.NONE;
                case WANT -> ClientAuth.OPTIONAL;
                case NEED -> ClientAuth.REQUIRE;
            };
        }
    }
}
