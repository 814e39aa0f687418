package dev.bettong.embedded;

import dev.bettong.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the data directory can be written. While it cannot, sources are paused and nothing is given up; whoever notices
 * says so here, and the repair begins. Thread-safe.
 */
final class Disk {

    private static final Logger log = LoggerFactory.getLogger(Disk.class);

    private final Clock clock;
    private final AtomicReference<@Nullable Trouble> trouble = new AtomicReference<>(); // set by all, cleared by repair
    private volatile Runnable onTrouble = () -> {}; // set while wiring

    Disk(Clock clock) {
        this.clock = clock;
    }

    /** What is wrong with it, and since when. */
    record Trouble(Instant since, String reason) {}

    /** Has {@code action} called, by whoever noticed, when trouble begins. */
    void onTrouble(Runnable action) {
        onTrouble = action;
    }

    boolean usable() {
        return trouble.get() == null;
    }

    @Nullable
    Trouble trouble() {
        return trouble.get();
    }

    /** Something could not be written; if the store is only busy, that passes by itself. */
    void failed(StoreException failure) {
        if (failure.kind() == StoreException.Kind.BUSY) {
            return;
        }
        String reason = String.valueOf(failure.getMessage());
        if (trouble.compareAndSet(null, new Trouble(clock.instant(), reason))) {
            log.error("The data directory cannot be written, sources are paused until it can: {}", reason);
            onTrouble.run();
        }
    }

    /** It can be written again. */
    void repaired() {
        Trouble before = trouble.getAndSet(null);
        if (before != null) {
            log.info("The data directory can be written again, after trouble since {}", before.since());
        }
    }
}
