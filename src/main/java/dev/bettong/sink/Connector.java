package dev.bettong.sink;

import dev.bettong.runtime.FatalErrors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

/**
 * Opens the connections of a sink, one after the other until it is stopped, with growing pauses, and closes the last one.
 * Owned by one event loop.
 */
final class Connector {

    private static final long LINGER_MILLIS = 1000;
    private static final long VERDICT_TIME = TimeUnit.MILLISECONDS.toNanos(200);

    private final SinkLog log;
    private final EventLoop loop;
    private final Consumer<Channel> onConnected;
    private final TcpClient client;
    private final Duration timeout;
    private final @Nullable Supplier<SslContext> tls;
    private final Backoff backoff;
    private long attemptedAt;
    private long connectedAt;
    private long failures;
    private boolean stopped;

    /**
     * Prepares to connect.
     *
     * @param log what the connections of the sink share
     * @param onConnected gets each connection, on the event loop
     */
    Connector(SinkLog log, TcpSinkSettings settings, EventLoop loop, Consumer<Channel> onConnected) {
        this.log = log;
        this.loop = loop;
        this.onConnected = onConnected;
        this.backoff = new Backoff(settings.reconnectDelay(), settings.maxReconnectDelay());
        this.timeout = settings.connectTimeout();
        this.tls = settings.tls();
        this.client = TcpClient.create(ConnectionProvider.newConnection())
                .host(settings.host())
                .port(settings.port())
                .runOn(loop)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true);
    }

    String address() {
        return log.address();
    }

    /** Attempts that failed. */
    long failures() {
        return failures;
    }

    /** Connects for the first time. */
    void start() {
        log.connecting(this);
        connect();
    }

    private void connect() {
        if (!stopped) {
            attemptedAt = System.nanoTime();
            attempt()
                    .connect()
                    .subscribe(connection -> onLoop(() -> connected(connection)), cause -> onLoop(() -> failed(cause)));
        }
    }

    private TcpClient attempt() {
        Supplier<SslContext> current = tls;
        return current == null
                ? client
                : client.secure(ssl -> ssl.sslContext(current.get()).handshakeTimeout(timeout));
    }

    /** Connects again, after the connection has broken. */
    void reconnect() {
        log.lost(this);
        backoff.connectedFor(System.nanoTime() - connectedAt);
        connectLater();
    }

    /** Opens no further connection. */
    void stop() {
        stopped = true;
    }

    /** Lets the peer read all and hang up first: closing at once could reset the connection under its last bytes. */
    void hangUp(@Nullable Channel open, boolean allSent) {
        if (open instanceof DuplexChannel duplex && allSent) {
            SslHandler handler = open.pipeline().get(SslHandler.class);
            if (handler == null) {
                duplex.shutdownOutput();
            } else {
                handler.closeOutbound().addListener(sent -> duplex.shutdownOutput());
            }
            loop.schedule(() -> open.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } else if (open != null) {
            open.close();
        }
    }

    private void onLoop(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
        } else {
            loop.execute(action);
        }
    }

    private void connected(Connection connection) {
        Channel channel = connection.channel();
        if (stopped) {
            channel.close();
            return;
        }
        Discard discard = new Discard();
        connection.addHandlerFirst(discard);
        if (awaitsVerdict(channel)) {
            channel.config().setAutoRead(true);
            long pause = Math.max(VERDICT_TIME, System.nanoTime() - attemptedAt);
            loop.schedule(() -> judged(channel, discard), pause, TimeUnit.NANOSECONDS);
        } else {
            opened(channel);
        }
    }

    /**
     * Whether the peer may yet refuse our certificate, or miss it. In TLS 1.3 our side of the handshake ends before that:
     * what is sent at once would be lost, at every attempt anew.
     */
    private static boolean awaitsVerdict(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        return handler != null && handler.engine().getSession().getProtocol().equals("TLSv1.3");
    }

    private void judged(Channel channel, Discard discard) {
        if (stopped) {
            channel.close();
        } else if (channel.isActive()) {
            opened(channel);
        } else {
            Throwable cause = discard.cause;
            failed(cause == null ? new ClosedChannelException() : cause);
        }
    }

    private void opened(Channel channel) {
        log.connected(this);
        connectedAt = System.nanoTime();
        onConnected.accept(channel);
        channel.config().setAutoRead(true); // to notice that the peer has gone
    }

    private void failed(Throwable cause) {
        FatalErrors.check(cause);
        if (stopped) {
            return;
        }
        failures++;
        log.failed(reason(cause));
        connectLater();
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? "the peer has hung up" : cause.getMessage();
    }

    private void connectLater() {
        loop.schedule(this::connect, backoff.pause(), TimeUnit.MILLISECONDS);
    }

    /** Throws away what the peer sends, so that it can neither fill memory nor hide that it has gone. */
    private static final class Discard extends ChannelInboundHandlerAdapter {

        private @Nullable Throwable cause;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
            FatalErrors.check(thrown);
            cause = thrown;
            context.close();
        }
    }
}
