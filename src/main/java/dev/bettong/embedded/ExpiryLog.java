package dev.bettong.embedded;

import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs once a minute how many entities and dead letters have expired. Owned by the thread that runs it. */
final class ExpiryLog implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(ExpiryLog.class);

    private final long intervalNanos;
    private final LongSupplier entities;
    private final LongSupplier letters;
    private long loggedEntities;
    private long loggedLetters;
    private long lookedAt;

    /**
     * Has logged nothing yet.
     *
     * @param intervalNanos time between two lines
     * @param entities number of entities that have expired so far
     * @param letters number of dead letters that have expired so far
     */
    ExpiryLog(long intervalNanos, LongSupplier entities, LongSupplier letters) {
        this.intervalNanos = intervalNanos;
        this.entities = entities;
        this.letters = letters;
    }

    /** Logs what has expired since the last time, unless that was less than the interval ago. */
    @Override
    public void run() {
        long now = System.nanoTime();
        if (now - lookedAt < intervalNanos) {
            return;
        }
        lookedAt = now;
        long expired = entities.getAsLong();
        if (expired != loggedEntities) {
            log.info(
                    "Entities that have expired, untouched for the time in 'expireAfter': {}",
                    expired - loggedEntities);
            loggedEntities = expired;
        }
        long old = letters.getAsLong();
        if (old != loggedLetters) {
            log.info("Dead letters deleted, older than bettong.dead-letters.max-age: {}", old - loggedLetters);
            loggedLetters = old;
        }
    }
}
