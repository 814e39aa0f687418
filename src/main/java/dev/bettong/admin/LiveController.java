package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells listeners over HTTP what the pipelines do, again and again, as server-sent events. Each listener has a virtual
 * thread, so that a slow one holds up nobody else. Ends with the web server, after the pipelines have drained.
 */
@RestController
public final class LiveController implements SmartLifecycle {

    private static final int MAX_LISTENERS = 50;
    private static final long NO_TIMEOUT = 0;

    private final PipelineRuntime runtime;
    private final Clock clock;
    private final Duration period;
    private final Set<Thread> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean running; // by the thread of the application context

    public LiveController(PipelineRuntime runtime, Clock clock, Duration period) {
        this.runtime = runtime;
        this.clock = clock;
        this.period = period;
    }

    @GetMapping(path = "/api/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live() {
        if (!running || listeners.size() >= MAX_LISTENERS) {
            throw Problem.of(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Too many listeners",
                    "%d listeners are told already, or the service stops.".formatted(listeners.size()));
        }
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        Thread listener = Thread.ofVirtual().name("bettong-live").unstarted(() -> tell(emitter));
        listeners.add(listener);
        listener.start();
        return emitter;
    }

    private void tell(SseEmitter emitter) {
        try {
            while (running) {
                emitter.send(LiveView.of(runtime, clock.instant()), MediaType.APPLICATION_JSON);
                LockSupport.parkNanos(period.toNanos());
            }
            emitter.complete();
        } catch (IOException gone) {
            emitter.completeWithError(gone);
        } finally {
            listeners.remove(Thread.currentThread());
        }
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        listeners.forEach(LockSupport::unpark);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Just before the web server waits for its last requests, of which these would never end. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }
}
