package dev.bettong.source;

import dev.bettong.runtime.FatalErrors;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;

/**
 * Lets a connection through to a source only when its TLS handshake has succeeded. Thread-safe; a handshake happens on the
 * event loop of its connection, but for its arithmetic, which has a thread of its own: a client that can connect must not be able
 * to keep a worker busy with it.
 */
final class TlsHandshaker {

    private static final Logger log = LoggerFactory.getLogger(TlsHandshaker.class);
    private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(10);
    private static final long THREAD_IDLE_SECONDS = 10;

    private final String source;
    private final TcpSourceSettings.Tls settings;
    private final Executor arithmetic;
    private final AtomicLong failures = new AtomicLong(); // written by all event loops
    private final AtomicLong nextLog = new AtomicLong(System.nanoTime()); // written by all event loops

    TlsHandshaker(String source, TcpSourceSettings.Tls settings) {
        this.source = source;
        this.settings = settings;
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

    /** Event loop of the connection: has it shake hands; {@code entered} is to add what reads it. */
    void admit(Channel channel, Runnable entered) {
        SslHandler tls = settings.context().get().newHandler(channel.alloc(), arithmetic);
        tls.setHandshakeTimeoutMillis(settings.handshakeTimeout().toMillis());
        channel.pipeline().addFirst(NettyPipeline.SslHandler, tls); // by its name, Reactor Netty puts others behind it
        channel.pipeline().addAfter(NettyPipeline.SslHandler, null, new Doorkeeper(channel.remoteAddress(), entered));
        channel.config().setAutoRead(true);
    }

    /** Handshakes that failed. */
    long failures() {
        return failures.get();
    }

    private void failed(SocketAddress peer, Throwable cause) {
        long count = failures.incrementAndGet();
        long now = System.nanoTime();
        long next = nextLog.get();
        if (now - next >= 0 && nextLog.compareAndSet(next, now + LOG_INTERVAL)) {
            log.warn(
                    "Source '{}' refuses {}: TLS handshake failed ({} so far): {}",
                    source,
                    peer,
                    count,
                    cause.getMessage());
        }
    }

    /** Waits for the end of one handshake, and leaves. */
    private final class Doorkeeper extends ChannelInboundHandlerAdapter {

        private final SocketAddress peer;
        private final Runnable entered;

        Doorkeeper(SocketAddress peer, Runnable entered) {
            this.peer = peer;
            this.entered = entered;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    entered.run();
                    context.pipeline().remove(this);
                } else {
                    failed(peer, handshake.cause());
                }
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
