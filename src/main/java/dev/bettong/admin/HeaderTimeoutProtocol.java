package dev.bettong.admin;

import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * HTTP whose header lines have to arrive within a time. Tomcat's own {@code connection-timeout} begins anew with every byte,
 * so a client that sends one now and then would keep its connection for hours. Made by Tomcat, by the name of the class.
 */
public final class HeaderTimeoutProtocol extends Http11NioProtocol {

    private static final String BEGUN = HeaderTimeoutProtocol.class.getName() + ".begun";

    private volatile long headerTimeoutNanos; // set before the first connection

    /** Sets the time from the first byte of a request to the end of its header lines. */
    public void setHeaderTimeout(Duration timeout) {
        headerTimeoutNanos = timeout.toNanos();
    }

    @Override
    protected Processor createProcessor() {
        return new TimedProcessor(getAdapter());
    }

    /** One request after the other of a connection; read by one thread at a time. */
    private final class TimedProcessor extends Http11Processor {

        TimedProcessor(Adapter adapter) {
            super(HeaderTimeoutProtocol.this, adapter);
        }

        /** Called whenever more of a request has come; {@code LONG} means that there is more to come. */
        @Override
        public SocketState service(SocketWrapperBase<?> socket) throws IOException {
            long now = System.nanoTime();
            Object begun = request.getAttributes().putIfAbsent(BEGUN, now); // they are cleared behind each request
            SocketState state = super.service(socket);
            boolean incomplete = state == SocketState.LONG && !isAsync();
            boolean late = begun instanceof Long first && now - first > headerTimeoutNanos;
            return incomplete && late ? SocketState.CLOSED : state;
        }
    }
}
