package dev.bettong.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections that are closed while they wait for a request, and logs their number at intervals. */
final class EvictionLog {

    private static final Logger log = LoggerFactory.getLogger(EvictionLog.class);
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong evicted = new AtomicLong(); // written by the acceptor and the sweep
    private volatile String evictedFrom = ""; // likewise: the address of the last one
    private long overdue; // this and the following belong to the sweep
    private String overdueFrom = "";
    private long reportedEvicted;
    private long reportedOverdue;
    private long reportedAt;
    private boolean reported;

    void countEvicted(String address) {
        evictedFrom = address;
        evicted.incrementAndGet();
    }

    void countOverdue(String address) {
        overdueFrom = address;
        overdue++;
    }

    /** Logs what has been counted since the last report, unless that was less than 10 s before {@code now}. */
    void report(int port, int maxConnections, long now) {
        if (reported && now - reportedAt < INTERVAL) {
            return;
        }
        long nowEvicted = evicted.get();
        if (nowEvicted > reportedEvicted) {
            log.warn(
                    "All {} HTTP connections of port {} were in use: closed {} that waited for a request to make room, the"
                            + " last one from {}. Limit who can connect, or raise 'server.tomcat.max-connections'",
                    maxConnections,
                    port,
                    nowEvicted - reportedEvicted,
                    evictedFrom);
        }
        if (overdue > reportedOverdue) {
            log.warn(
                    "Closed {} HTTP connections of port {} whose request header was not complete within"
                            + " 'bettong.http.header-timeout', the last one from {}",
                    overdue - reportedOverdue,
                    port,
                    overdueFrom);
        }
        if (nowEvicted > reportedEvicted || overdue > reportedOverdue) {
            reported = true;
            reportedAt = now;
            reportedEvicted = nowEvicted;
            reportedOverdue = overdue;
        }
    }
}
