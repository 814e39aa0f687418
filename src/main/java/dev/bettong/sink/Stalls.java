package dev.bettong.sink;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How steadily a socket takes what waits for it. It stalls while something waits and it has taken nothing for a second; a
 * socket that drains in bursts stalls between them.
 *
 * <p>Written by the event loop that owns the connection; scrapes read it and may see it late.
 */
public final class Stalls {

    /** A socket that takes something every second is slow, but it does not stall. */
    private static final long TOLERATED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private long since; // when the socket last took something, or what waits began to; odd, or 0 while nothing waits
    private final AtomicLong ended =
            new AtomicLong(); // nanoseconds of past stalls; written by the event loop after since

    public Stalls(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Event loop: something waits for the socket, or nothing does any more. */
    public void waiting(boolean some) {
        if (some == (since != 0)) {
            return;
        }
        if (some) {
            since = nanoTime.getAsLong() | 1;
        } else {
            moveOn(nanoTime.getAsLong(), 0);
        }
    }

    /** Event loop: the socket has taken something. */
    public void taken(long now) {
        if (since != 0) {
            moveOn(now, now | 1);
        }
    }

    private void moveOn(long now, long next) {
        long lasted = now - since;
        since = next;
        if (lasted > TOLERATED_NANOS) {
            ended.addAndGet(lasted);
        }
    }

    /** Any thread: how long the present stall has lasted, or 0 if there is none. */
    public long millis() {
        return TimeUnit.NANOSECONDS.toMillis(presentNanos());
    }

    /** Any thread: how long all stalls have lasted, with the present one. */
    public long totalMillis() {
        return TimeUnit.NANOSECONDS.toMillis(ended.get() + presentNanos());
    }

    private long presentNanos() {
        long began = since;
        if (began == 0) {
            return 0;
        }
        long lasted = nanoTime.getAsLong() - began;
        return lasted > TOLERATED_NANOS ? lasted : 0;
    }
}
