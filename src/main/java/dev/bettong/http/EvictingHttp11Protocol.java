package dev.bettong.http;

import dev.bettong.runtime.FatalErrors;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's HTTP/1.1, with a bound on the time that a request header may take as a whole, and with eviction of waiting
 * connections when all are in use. Tomcat itself bounds only the time between two reads.
 *
 * <p>Tomcat creates it by its class name, and starts and stops it on one thread at a time.
 */
public final class EvictingHttp11Protocol extends Http11NioProtocol {

    private static final Logger log = LoggerFactory.getLogger(EvictingHttp11Protocol.class);
    private static final long SWEEP_MILLIS = 500;

    private final EvictingNioEndpoint endpoint;
    private @Nullable ScheduledFuture<?> sweep; // or it does not run

    public EvictingHttp11Protocol() {
        this(new EvictingNioEndpoint());
    }

    private EvictingHttp11Protocol(EvictingNioEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** Time from the first byte of a request header to its end, after which the connection is closed. Set before the start. */
    void setHeaderTimeout(Duration timeout) {
        endpoint.setHeaderTimeout(timeout);
    }

    @Override
    public void start() throws Exception {
        super.start();
        sweep = getUtilityExecutor()
                .scheduleWithFixedDelay(
                        FatalErrors.checked(this::sweep), SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            endpoint.sweep();
        } catch (RuntimeException e) { // otherwise the executor would silently drop the schedule
            log.error("Slow HTTP connections could not be closed", e);
        }
    }

    @Override
    public void stop() throws Exception {
        ScheduledFuture<?> running = sweep;
        if (running != null) {
            running.cancel(false);
            sweep = null;
        }
        super.stop();
    }
}
