package dev.bettong.admin;

import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.PipelineStatus.StepStatus;
import dev.bettong.runtime.Tap;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells listeners over HTTP what comes to a step: a sample of its events, as many of them as the rate allows, and how many
 * it has dropped. The steps do not notice unless somebody listens.
 */
@RestController
public final class TapController implements SmartLifecycle {

    private static final int MAX_LISTENERS = 5;
    private static final int PER_SECOND = 4;
    private static final Duration PERIOD = Duration.ofSeconds(1).dividedBy(PER_SECOND);

    private final PipelineRuntime runtime;
    private final int maxRate;
    private final EventStreams listeners = new EventStreams("bettong-tap", MAX_LISTENERS, PERIOD);

    /**
     * Prepares it.
     *
     * @param maxRate most events per second that a listener gets; 0 if nobody may listen
     */
    public TapController(PipelineRuntime runtime, int maxRate) {
        this.runtime = runtime;
        this.maxRate = maxRate;
    }

    @GetMapping(path = "/api/pipelines/{name}/tap", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter tap(
            HttpMethod method,
            @PathVariable String name,
            @RequestParam String step,
            @RequestParam(defaultValue = "1") int sample) {
        if (maxRate == 0) {
            throw Problem.of(
                    HttpStatus.NOT_FOUND, "No live tap", "It is off, since 'bettong.tap.enabled' is not set to true.");
        }
        if (sample < 1) {
            throw Problem.badParameter(
                    "'sample' is %d, expected 1 or more: one event of every 'sample' events.".formatted(sample));
        }
        PipelineStatus pipeline = runtime.pipeline(name).orElseThrow(() -> Problem.noPipeline(name, runtime));
        return listeners.add(
                method,
                () -> new Tapped(runtime.inspection()
                        .tap(name, step, sample)
                        .orElseThrow(() -> Problem.noStep(
                                step,
                                pipeline.steps().stream().map(StepStatus::name).toList()))));
    }

    int listeners() {
        return listeners.count();
    }

    /** What one of them gets. */
    private final class Tapped implements EventStreams.Story {

        private final Tap tap;
        private long taken;

        Tapped(Tap tap) {
            this.tap = tap;
        }

        /** Spreads the events of a second as evenly as it can. */
        @Override
        public Object next() {
            long part = taken++ % PER_SECOND;
            return tap.take((int) (maxRate * (part + 1) / PER_SECOND - maxRate * part / PER_SECOND));
        }

        @Override
        public void close() {
            tap.close();
        }
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
