package dev.bettong.sink;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The pauses between attempts to connect: each up to twice as long as the one before. Owned by one thread. */
public final class Backoff {

    private final long first;
    private final long longest;
    private long next;

    public Backoff(Duration first, Duration longest) {
        this.first = first.toMillis();
        this.longest = longest.toMillis();
        this.next = this.first;
    }

    /** The next pause in milliseconds: between half and the whole of it, so that clients of a server do not march in step. */
    public long pause() {
        long pause = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
        next = Math.min(2 * next, longest);
        return pause;
    }

    /** After a connection that held for {@code nanos}: begins anew, unless it only came to hang up. */
    public void connectedFor(long nanos) {
        if (nanos > Duration.ofMillis(longest).toNanos()) {
            next = first;
        }
    }
}
