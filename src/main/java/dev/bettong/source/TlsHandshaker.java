package dev.bettong.source;

import dev.bettong.runtime.FatalErrors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * Lets a connection through to a source only when its TLS handshake has succeeded. Thread-safe; a handshake happens on the
 * event loop of its connection, but for its arithmetic, which has a thread of its own: a client that can connect must not be able
 * to keep a worker busy with it.
 */
final class TlsHandshaker {

    private static final String ARRIVAL = NettyPipeline.LEFT + "arrival";
    private static final long THREAD_IDLE_SECONDS = 10;

    private final TcpSourceSettings.Tls settings;
    private final Refusals refusals;
    private final Executor arithmetic;

    TlsHandshaker(String source, TcpSourceSettings.Tls settings, Refusals refusals) {
        this.settings = settings;
        this.refusals = refusals;
        this.arithmetic = arithmetic(source);
    }

    /** Its queue needs no bound: a connection has one task at a time, and connections are bounded. */
    private static Executor arithmetic(String source) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("bettong-tls-" + source).factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Event loop of the connection: has it shake hands; {@code entered} is to add what reads it.
     *
     * @param client who has connected, for the log
     */
    void admit(Connection connection, SocketAddress client, Runnable entered) {
        Channel channel = connection.channel();
        SslHandler tls = settings.context().get().newHandler(channel.alloc(), arithmetic);
        tls.setHandshakeTimeoutMillis(settings.handshakeTimeout().toMillis());
        Arrival arrival = new Arrival();
        connection.addHandlerFirst(ARRIVAL, arrival); // by their names, Reactor Netty puts others behind both
        connection.addHandlerFirst(NettyPipeline.SslHandler, tls);
        channel.pipeline().addAfter(NettyPipeline.SslHandler, null, new Doorkeeper(arrival, client, entered));
        channel.config().setAutoRead(true);
    }

    /** Sees whether anything comes over one connection. */
    private static final class Arrival extends ChannelInboundHandlerAdapter {

        private boolean seen;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            seen = true;
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        }
    }

    /** Waits for the end of one handshake, and leaves. */
    private final class Doorkeeper extends ChannelInboundHandlerAdapter {

        private final Arrival arrival;
        private final SocketAddress client;
        private final Runnable entered;

        Doorkeeper(Arrival arrival, SocketAddress client, Runnable entered) {
            this.arrival = arrival;
            this.client = client;
            this.entered = entered;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    entered.run();
                    context.pipeline().remove(this);
                } else if (arrival.seen || handshake.cause() instanceof SslHandshakeTimeoutException) {
                    refusals.add(
                            client, "TLS handshake failed", handshake.cause().getMessage());
                } // or it has only been looked whether somebody listens
            }
        }

        /** The handshake fails for the same cause, or the peer has gone. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            FatalErrors.check(cause);
            context.close();
        }
    }
}
