package dev.bettong.source;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.runtime.RuntimeStartException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpServer;

/**
 * A TCP server whose connections are read on the workers' event loops. Reactor Netty accepts the connections; frames are
 * cut by a plain channel handler, since a signal for each message costs more than most pipelines do.
 *
 * <p>Thread-safe; everything about a connection happens on its event loop.
 */
public final class TcpSource implements SourceDriver {

    private static final Logger log = LoggerFactory.getLogger(TcpSource.class);

    private final String name;
    private final Framing framing;
    private final TcpSourceSettings settings;
    private final LoopResources loops;
    private final Map<EventLoop, LoopConnections> byLoop = new HashMap<>(); // not changed after the constructor
    private final Refusals refusals;
    private final @Nullable ProxyHeaderReader proxy; // or connections begin with no PROXY header
    private final @Nullable TlsHandshaker tls; // or connections are not encrypted
    private final AtomicInteger connections = new AtomicInteger(); // written by all event loops
    private final AtomicLong refused = new AtomicLong(); // written by all event loops
    private volatile boolean stopped; // written by threads that stop it, read by those that start it
    private volatile @Nullable DisposableServer server; // written by threads that start and stop it, read by status

    /**
     * Prepares a source; {@link #start} opens it.
     *
     * @param loops the workers' event loops
     * @param receivers takes the frames that are read on an event loop
     */
    public TcpSource(
            String name,
            Framing framing,
            TcpSourceSettings settings,
            LoopResources loops,
            Map<EventLoop, ? extends FrameReceiver> receivers) {
        this.name = name;
        this.framing = framing;
        this.settings = settings;
        this.loops = loops;
        this.refusals = new Refusals(name);
        this.proxy = settings.proxyProtocol() == ProxyProtocol.OFF
                ? null
                : new ProxyHeaderReader(
                        settings.proxyProtocol() == ProxyProtocol.REQUIRED, settings.frameTimeout(), refusals);
        this.tls = settings.tls() == null ? null : new TlsHandshaker(name, settings.tls(), refusals);
        // a share of its own for each event loop, so that none asks another; a large frame must fit, and grow, in it
        long budget = Math.max(settings.frameBuffer() / receivers.size(), 2L * settings.maxFrameSize());
        receivers.forEach((loop, receiver) -> byLoop.put(loop, new LoopConnections(loop, receiver, settings, budget)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        if (stopped) {
            return;
        }
        try {
            DisposableServer bound = TcpServer.create()
                    .host(settings.host())
                    .port(settings.port())
                    .runOn(loops)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childOption(ChannelOption.SO_KEEPALIVE, true)
                    .doOnConnection(this::connected)
                    .bindNow();
            server = bound;
            bound.channel().pipeline().addFirst(new AcceptCheck());
            if (stopped) { // by a failure, between listening and this line
                bound.dispose();
            }
        } catch (RuntimeException e) {
            throw new RuntimeStartException(
                    "Source '%s' cannot listen on %s: %s".formatted(name, address(), rootMessage(e)),
                    "Free the port, or set 'bettong.sources.%s.tcp.port' to another one.".formatted(name),
                    e);
        }
        log.info("Source '{}' listens on {}", name, address());
    }

    /** Sees what goes wrong when a connection is accepted; Reactor Netty accepts none for a second then, and continues. */
    private static final class AcceptCheck extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            FatalErrors.check(cause);
            context.fireExceptionCaught(cause);
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    private void connected(Connection connection) {
        Channel channel = connection.channel();
        if (connections.incrementAndGet() > settings.maxConnections()) {
            connections.decrementAndGet();
            if (refused.getAndIncrement() == 0) {
                log.warn(
                        "Source '{}' has {} connections and refuses further ones; the limit is"
                                + " 'bettong.sources.{}.tcp.max-connections', or what the limit of open files leaves",
                        name,
                        settings.maxConnections(),
                        name);
            }
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (proxy == null) {
            enter(connection, channel.remoteAddress());
        } else {
            proxy.admit(channel, client -> enter(connection, client));
        }
    }

    private void enter(Connection connection, SocketAddress client) {
        if (tls == null) {
            read(connection);
        } else {
            tls.admit(connection, client, () -> read(connection));
        }
    }

    private void read(Connection connection) {
        Channel channel = connection.channel();
        LoopConnections loopConnections = loopConnections(channel.eventLoop());
        FrameScanner scanner = FrameScanner.of(framing, settings.maxFrameSize());
        FrameReader reader =
                new FrameReader(channel, loopConnections, scanner, loopConnections.time(System.nanoTime()));
        connection.addHandlerFirst(reader);
        loopConnections.add(reader);
    }

    private LoopConnections loopConnections(EventLoop loop) {
        LoopConnections loopConnections = byLoop.get(loop);
        if (loopConnections == null) {
            throw new IllegalStateException("source '%s' has nothing on this event loop".formatted(name));
        }
        return loopConnections;
    }

    /**
     * On {@code loop}: gives its receiver nothing until {@link #resume}, not even the end of a connection. What is
     * read in the meantime is kept, and who has sent it is not read any further. A hold of what is held changes nothing;
     * a receiver may begin one, also while it gets what an earlier one has put off.
     */
    public void hold(EventLoop loop) {
        loopConnections(loop).hold(System.nanoTime());
    }

    @Override
    public void resume(EventLoop loop) {
        loopConnections(loop).resume(System.nanoTime());
    }

    @Override
    public void readingChanged() {
        for (LoopConnections loopConnections : byLoop.values()) {
            try {
                loopConnections.loop().execute(loopConnections::readingChanged);
            } catch (RejectedExecutionException ended) {
                log.debug("An event loop of source '{}' has ended, and its connections with it", name);
            }
        }
    }

    /** Completes when they are closed, at once if the event loop has ended, and they with it. */
    private static CompletableFuture<Void> close(LoopConnections loopConnections) {
        try {
            return CompletableFuture.runAsync(loopConnections::close, loopConnections.loop());
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public CompletableFuture<Void> stop() {
        stopped = true;
        DisposableServer running = server;
        if (running != null) {
            running.dispose();
        }
        return CompletableFuture.allOf(
                byLoop.values().stream().map(TcpSource::close).toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public String address() {
        DisposableServer running = server;
        int port = running != null && running.address() instanceof InetSocketAddress bound
                ? bound.getPort()
                : settings.port();
        return settings.host() + ":" + port;
    }

    @Override
    public int connections() {
        return connections.get();
    }

    @Override
    public long refused() {
        return refused.get();
    }

    @Override
    public long frames() {
        return sum(LoopConnections::frames);
    }

    @Override
    public long bytes() {
        return sum(LoopConnections::bytes);
    }

    @Override
    public long idle() {
        return sum(LoopConnections::idle);
    }

    @Override
    public long handshakeFailures() {
        return refusals.count();
    }

    private long sum(ToLongFunction<LoopConnections> counter) {
        return byLoop.values().stream().mapToLong(counter).sum();
    }
}
