package dev.bettong.source;

import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A source of some kind, as the runtime runs it: reads on the workers' event loops and hands frames to their receivers.
 * Thread-safe, unless a method says otherwise.
 */
public interface SourceDriver {

    String name();

    /** Where it reads from, for people; for a server, with the real port once it listens. */
    String address();

    /**
     * Opens it, unless {@link #stop} was called before. May block, so not on an event loop.
     *
     * @throws dev.bettong.runtime.RuntimeStartException if that is not possible
     */
    void start();

    /** Reads no more. Completes when no receiver will get anything more; what they have not got by then is lost. */
    CompletableFuture<Void> stop();

    /** Has every event loop read, or stop reading, as its receiver says. */
    void readingChanged();

    /**
     * On {@code loop}, but not from its receiver: gives it, in order, what was put off since it could not handle anything,
     * and then what is read.
     */
    void resume(EventLoop loop);

    /** Since when it cannot be read, or {@code null} if it can. */
    default @Nullable Instant disconnectedSince() {
        return null;
    }

    /** Whole frames read. */
    long frames();

    /** Bytes read. */
    long bytes();

    /** Open connections. */
    int connections();

    /** Connections turned away. */
    long refused();

    /** Connections closed since nothing came from them. */
    long idle();

    /** TLS handshakes and PROXY headers that failed. */
    long handshakeFailures();
}
