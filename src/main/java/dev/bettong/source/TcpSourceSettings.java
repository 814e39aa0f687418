package dev.bettong.source;

import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Source;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * Where a TCP source listens and what it bears.
 *
 * <p>As many components as there are properties.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 picks a free one
 * @param maxFrameSize longest payload in bytes
 * @param maxConnections connections open at a time; further ones are closed at once
 * @param frameBuffer bytes that unfinished frames may take, of all connections together; over it, the connection that
 *     holds the most is closed. As much again may be put off in a hold; over that, no connection is read
 * @param frameTimeout how long a frame may take from its first byte to its last
 * @param idleTimeout how long a connection may send nothing; zero is without limit
 * @param proxyProtocol whether connections begin with a PROXY header
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
        ProxyProtocol proxyProtocol,
        @Nullable Tls tls)
        implements SourceBinding {

    /**
     * How connections are encrypted.
     *
     * @param context gives, at each connection anew, the certificates of that moment
     * @param handshakeTimeout how long a connection may take to shake hands
     */
    public record Tls(Supplier<SslContext> context, Duration handshakeTimeout) {}

    /** Settings of a source whose connections are not encrypted and come from no proxy. */
    public TcpSourceSettings(
            String host,
            int port,
            int maxFrameSize,
            int maxConnections,
            long frameBuffer,
            Duration frameTimeout,
            Duration idleTimeout) {
        this(host, port, maxFrameSize, maxConnections, frameBuffer, frameTimeout, idleTimeout, ProxyProtocol.OFF, null);
    }

    @Override
    public String kind() {
        return "tcp";
    }

    @Override
    public TcpSourceSettings withMaxConnections(int most) {
        return new TcpSourceSettings(
                host, port, maxFrameSize, most, frameBuffer, frameTimeout, idleTimeout, proxyProtocol, tls);
    }

    @Override
    public String describe(Source<?> source) {
        String proxy = switch (proxyProtocol) {
            case OFF -> "";
            case OPTIONAL -> "PROXY header possible, ";
            case REQUIRED -> "PROXY header required, ";
        };
        return "TCP, listens on %s:%d, %s%s, %s"
                .formatted(host, port, proxy, tls == null ? "no TLS" : "TLS", describe(framing(source)));
    }

    private static String describe(Framing framing) {
        return switch (framing) {
            case Framing.LengthHeader header ->
                "frames behind a length of %d bytes (%s)".formatted(header.length(), header.format());
            case Framing.LengthField field ->
                "frames with a length of %d bytes at offset %d".formatted(field.length(), field.offset());
            case Framing.Lines lines -> "lines";
            case Framing.Delimiter delimiter -> "frames that end with " + hex(delimiter);
            case Framing.OctetCounting counting -> "syslog messages, counted or with LF";
            case Framing.Varint varint -> "frames behind a varint length";
            case Framing.Mllp mllp -> "MLLP blocks";
            case Framing.FixedLength fixed -> "frames of %d bytes".formatted(fixed.length());
        };
    }

    private static String hex(Framing.Delimiter delimiter) {
        return delimiter.bytes().stream().map("0x%02X"::formatted).collect(Collectors.joining(" "));
    }

    @Override
    public SourceDriver driver(
            Source<?> source, LoopResources loops, Map<EventLoop, ? extends StreamReceiver> receivers) {
        return new TcpSource(source.name(), framing(source), this, loops, receivers);
    }

    private static Framing framing(Source<?> source) {
        if (source.decoder() instanceof FramedDecoder<?> framed) {
            return framed.framing();
        }
        throw new IllegalArgumentException("source '%s' does not know where a frame ends".formatted(source.name()));
    }
}
