package dev.bettong.source;

import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs connections that a source refuses before it reads a frame from them. Thread-safe. */
final class Refusals {

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final String source;
    private final AtomicLong count = new AtomicLong(); // written by all event loops
    private final AtomicLong nextLog = new AtomicLong(System.nanoTime()); // written by all event loops

    Refusals(String source) {
        this.source = source;
    }

    long count() {
        return count.get();
    }

    /**
     * A connection is refused; of many within a short time only one is logged.
     *
     * @param what what has failed
     * @param cause why, or {@code null} if nothing is known
     */
    void add(SocketAddress peer, String what, @Nullable String cause) {
        long number = count.incrementAndGet();
        long now = System.nanoTime();
        long next = nextLog.get();
        if (now - next >= 0 && nextLog.compareAndSet(next, now + LOG_INTERVAL)) {
            log.warn("Source '{}' refuses {}: {} ({} so far): {}", source, peer, what, number, cause);
        }
    }
}
