package dev.bettong.config;

import dev.bettong.runtime.PipelineRuntime;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the runtime when everything else has started, and drains it before anything else stops: the web server answers
 * questions about the drain until it is over. Started and stopped by the thread of the application context.
 */
final class PipelineLifecycle implements SmartLifecycle {

    /** The web server begins to stop at {@code DEFAULT_PHASE - 1024}; higher phases stop earlier. */
    static final int PHASE = DEFAULT_PHASE - 256;

    private final PipelineRuntime runtime;

    /** Written by the thread that starts or closes the context, read by any thread that asks whether it runs. */
    private volatile boolean running;

    PipelineLifecycle(PipelineRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void start() {
        runtime.start();
        running = true;
    }

    @Override
    public void stop() {
        try {
            runtime.stop();
        } finally {
            running = false;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A runtime runs once: a paused context, as tests have it, would wait for a restart that cannot come. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
