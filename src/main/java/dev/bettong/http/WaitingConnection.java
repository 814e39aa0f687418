package dev.bettong.http;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * A connection that waits for its client: in a TLS handshake, between two requests, or for the rest of a request header.
 *
 * @param address of the client
 * @param inHeader whether the request header has begun
 * @param nanos time since the header began, or since the connection was opened or last read
 */
record WaitingConnection(SocketWrapperBase<?> connection, String address, boolean inHeader, long nanos) {

    /** The connection if it waits, {@code null} if it is closed or its request is being handled. */
    static @Nullable WaitingConnection of(SocketWrapperBase<?> connection) {
        if (!connection.getLock().tryLock()) { // Tomcat is handling it
            return null;
        }
        try {
            return underLock(connection);
        } finally {
            connection.getLock().unlock();
        }
    }

    /** Tomcat keeps a processor for a connection in the middle of a header, but also of one that answers asynchronously. */
    private static @Nullable WaitingConnection underLock(SocketWrapperBase<?> connection) {
        if (connection.isClosed()) {
            return null;
        }
        String address = Objects.requireNonNullElse(connection.getRemoteAddr(), "an unknown address");
        if (!(connection.getCurrentProcessor() instanceof Processor processor)) {
            // Tomcat keeps the time of the last read by the system clock. It decides nothing but the order of eviction.
            long millis = System.currentTimeMillis() - ((NioSocketWrapper) connection).getLastRead();
            return new WaitingConnection(connection, address, false, TimeUnit.MILLISECONDS.toNanos(millis));
        }
        if (processor.isUpgrade() || processor.isAsync()) {
            return null;
        }
        Request request = processor.getRequest();
        return request.getResponse().isCommitted() // a file that is still being sent
                ? null
                : new WaitingConnection(connection, address, true, System.nanoTime() - request.getStartTimeNanos());
    }

    /** Closes the connection and returns {@code true}, unless it waits no longer. */
    boolean closeIfStillWaiting() {
        if (!connection.getLock().tryLock()) {
            return false;
        }
        try {
            boolean waiting = underLock(connection) != null;
            if (waiting) {
                connection.close();
            }
            return waiting;
        } finally {
            connection.getLock().unlock();
        }
    }
}
