package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells listeners over HTTP what the pipelines do, again and again. Ends with the web server, after the pipelines have
 * drained.
 */
@RestController
public final class LiveController implements SmartLifecycle {

    private static final int MAX_LISTENERS = 50;

    private final PipelineRuntime runtime;
    private final Clock clock;
    private final EventStreams listeners;
    private final long begun = System.nanoTime();

    public LiveController(PipelineRuntime runtime, Clock clock, Duration period) {
        this.runtime = runtime;
        this.clock = clock;
        this.listeners = new EventStreams("bettong-live", MAX_LISTENERS, period);
    }

    @GetMapping(path = "/api/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter live(HttpMethod method) {
        return listeners.add(
                method, () -> () -> LiveView.of(runtime, clock.instant(), (System.nanoTime() - begun) / 1e9));
    }

    int listeners() {
        return listeners.count();
    }

    @Override
    public void start() {
        listeners.start();
    }

    @Override
    public void stop() {
        listeners.stop();
    }

    @Override
    public boolean isRunning() {
        return listeners.running();
    }

    @Override
    public int getPhase() {
        return EventStreams.PHASE;
    }
}
