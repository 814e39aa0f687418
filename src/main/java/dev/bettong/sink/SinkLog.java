package dev.bettong.sink;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that the receiver of a sink is away, and that it is back: once for the sink, however many connections it has. While
 * it is away, only a new reason is logged, and a reminder after a minute, two, four and so on up to an hour. Thread-safe.
 */
public final class SinkLog {

    private static final Logger log = LoggerFactory.getLogger(SinkLog.class);

    private static final long FIRST_REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_REMINDER_NANOS = TimeUnit.HOURS.toNanos(1);

    /** Further reasons are logged with the next reminder: some contain a number that is always another one. */
    private static final int MAX_REASONS = 8;

    private final String sink;
    private final String address;
    private final LongSupplier nanoTime;
    private final Set<Object> away = new HashSet<>(); // connections, under this object's lock as all below
    private final Set<String> reasons = new HashSet<>(); // that were logged since it is away
    private long awaySince;
    private long remindedAt;
    private long reminderNanos;

    public SinkLog(String sink, TcpSinkSettings settings) {
        this(sink, settings, System::nanoTime);
    }

    SinkLog(String sink, TcpSinkSettings settings, LongSupplier nanoTime) {
        this.sink = sink;
        this.address = settings.host() + ":" + settings.port();
        this.nanoTime = nanoTime;
    }

    String sink() {
        return sink;
    }

    String address() {
        return address;
    }

    /** A connection is going to be opened for the first time. */
    synchronized void connecting(Object connection) {
        goneAway(connection);
    }

    /** A connection has broken. */
    synchronized void lost(Object connection) {
        goneAway(connection);
        if (isNews("lost")) {
            log.warn(
                    "Sink '{}' has lost its connection to {}; if the peer had not read all that was sent, the rest is lost",
                    sink,
                    address);
        }
    }

    /** An attempt to open a connection has failed. */
    synchronized void failed(String reason) {
        if (isNews(reason)) {
            log.warn("Sink '{}' cannot connect to {} and keeps trying: {}", sink, address, reason);
        }
    }

    /** A connection is open. */
    synchronized void connected(Object connection) {
        away.remove(connection);
        if (!away.isEmpty()) {
            return;
        }
        if (reasons.isEmpty()) {
            log.info("Sink '{}' is connected to {}", sink, address);
        } else {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - awaySince);
            log.info("Sink '{}' is connected to {} again, after {} s", sink, address, seconds);
        }
    }

    private void goneAway(Object connection) {
        if (away.isEmpty()) {
            awaySince = nanoTime.getAsLong();
            remindedAt = awaySince;
            reminderNanos = FIRST_REMINDER_NANOS;
            reasons.clear();
        }
        away.add(connection);
    }

    private boolean isNews(String reason) {
        long now = nanoTime.getAsLong();
        if (reasons.size() < MAX_REASONS && reasons.add(reason)) {
            return true;
        }
        if (now - remindedAt < reminderNanos) {
            return false;
        }
        remindedAt = now;
        reminderNanos = Math.min(2 * reminderNanos, LONGEST_REMINDER_NANOS);
        return true;
    }
}
