package dev.bettong.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * A server socket whose connections give way to new ones while they wait for a request. When all connections are in use,
 * the address with the most waiting connections loses the one that has waited longest, so clients that connect and send
 * little cannot keep others out. Connections whose request is being handled are never evicted.
 *
 * <p>The acceptor's thread and the thread of the sweep evict. Each connection is looked at and closed under its own lock,
 * which Tomcat holds while it handles the connection.
 */
final class EvictingNioEndpoint extends NioEndpoint {

    private final EvictionLog evictions = new EvictionLog();
    private long headerTimeout = Long.MAX_VALUE; // nanoseconds; set before the start

    void setHeaderTimeout(Duration timeout) {
        headerTimeout = timeout.toNanos();
    }

    /** Called by the acceptor before each accept. */
    @Override
    protected void countUpOrAwaitConnection() throws InterruptedException {
        if (getConnectionCount() >= getMaxConnections()) {
            evictOne();
        }
        super.countUpOrAwaitConnection();
    }

    /** Closes connections whose header has taken too long, and makes room for an acceptor that found none to evict. */
    void sweep() {
        for (SocketWrapperBase<NioChannel> connection : getConnections()) {
            WaitingConnection waiting = WaitingConnection.of(connection);
            if (waiting != null
                    && waiting.inHeader()
                    && waiting.nanos() > headerTimeout
                    && waiting.closeIfStillWaiting()) {
                evictions.countOverdue(waiting.address());
            }
        }
        if (connections.size() >= getMaxConnections()) { // not the count, which includes the next to be accepted
            evictOne();
        }
        evictions.report(getPort(), getMaxConnections(), System.nanoTime());
    }

    private void evictOne() {
        List<WaitingConnection> candidates = candidates();
        for (WaitingConnection candidate : candidates) {
            if (candidate.closeIfStillWaiting()) { // or its request has arrived in the meantime
                evictions.countEvicted(candidate.address());
                return;
            }
        }
    }

    /** The waiting connections, with the first to be evicted first. */
    private List<WaitingConnection> candidates() {
        List<WaitingConnection> candidates = new ArrayList<>();
        Map<String, Integer> byAddress = new HashMap<>();
        for (SocketWrapperBase<NioChannel> connection : getConnections()) {
            WaitingConnection waiting = WaitingConnection.of(connection);
            if (waiting != null) {
                candidates.add(waiting);
                byAddress.merge(waiting.address(), 1, Integer::sum);
            }
        }
        candidates.sort(Comparator.comparingInt(
                        (WaitingConnection waiting) -> Objects.requireNonNull(byAddress.get(waiting.address())))
                .thenComparingLong(WaitingConnection::nanos)
                .reversed());
        return candidates;
    }
}
