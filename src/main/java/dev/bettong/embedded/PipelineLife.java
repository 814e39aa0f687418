package dev.bettong.embedded;

import dev.bettong.runtime.IllegalPipelineStateException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the {@link Lifecycle} of a pipeline; only this makes its transitions. Thread-safe. */
final class PipelineLife {

    private static final Logger log = LoggerFactory.getLogger(PipelineLife.class);

    private final String pipeline;
    private final Clock clock;
    private volatile Lifecycle now; // written under this object's lock, read by status

    PipelineLife(String pipeline, Clock clock) {
        this.pipeline = pipeline;
        this.clock = clock;
        this.now = new Lifecycle.Starting(clock.instant(), null);
    }

    /** Name of the pipeline. */
    String pipeline() {
        return pipeline;
    }

    Lifecycle now() {
        return now;
    }

    boolean running() {
        return now instanceof Lifecycle.Running;
    }

    boolean draining() {
        return now instanceof Lifecycle.Draining;
    }

    boolean failed() {
        return now instanceof Lifecycle.Failed;
    }

    /** Its recovery is under way; {@code progress} says in words how far it is. */
    synchronized void recovering(String progress) {
        switch (now) {
            case Lifecycle.Starting starting -> transition(starting.recover(clock.instant(), progress));
            case Lifecycle.Recovering recovering -> now = recovering.at(progress);
            default -> {}
        }
    }

    /** It can read, but its source is not open yet, because of what {@code detail} says. */
    synchronized void waiting(String detail) {
        switch (now) {
            case Lifecycle.Starting starting -> now = starting.waiting(detail);
            case Lifecycle.Recovering recovering -> now = recovering.at(detail);
            default -> {}
        }
    }

    /** Its source is open. */
    synchronized void opened() {
        switch (now) {
            case Lifecycle.Starting starting -> transition(starting.started(clock.instant()));
            case Lifecycle.Recovering recovering -> transition(recovering.recovered(clock.instant()));
            default -> {}
        }
    }

    /**
     * Checks that an operator may pause or resume it.
     *
     * @throws IllegalPipelineStateException if it has stopped reading for the rest of this run
     */
    void checkReads() {
        switch (now) {
            case Lifecycle.Starting starting -> {}
            case Lifecycle.Recovering recovering -> {}
            case Lifecycle.Running running -> {}
            case Lifecycle.Draining draining -> throw readsNoMore();
            case Lifecycle.Stopped stopped -> throw readsNoMore();
            case Lifecycle.Failed failed -> throw readsNoMore();
        }
    }

    private IllegalPipelineStateException readsNoMore() {
        return new IllegalPipelineStateException(
                "Pipeline '%s' is %s and does not read until the next start".formatted(pipeline, now.status()));
    }

    /**
     * An operator drains it.
     *
     * @return false if it is already draining or drained
     * @throws IllegalPipelineStateException if it is not running
     */
    synchronized boolean drain() {
        return switch (now) {
            case Lifecycle.Running running -> {
                transition(running.drain(clock.instant()));
                yield true;
            }
            case Lifecycle.Draining draining -> false;
            case Lifecycle.Stopped stopped -> false;
            case Lifecycle.Starting starting -> throw notRunning();
            case Lifecycle.Recovering recovering -> throw notRunning();
            case Lifecycle.Failed failed -> throw notRunning();
        };
    }

    IllegalPipelineStateException notRunning() {
        return new IllegalPipelineStateException(
                "Pipeline '%s' does not run, it is %s".formatted(pipeline, now.status()));
    }

    /** The runtime stops. */
    synchronized void stopping() {
        switch (now) {
            case Lifecycle.Running running -> transition(running.drain(clock.instant()));
            case Lifecycle.Recovering recovering -> transition(recovering.drain(clock.instant()));
            default -> {}
        }
    }

    /** Its sinks are closed. */
    synchronized void stopped() {
        if (now instanceof Lifecycle.Draining draining) {
            transition(draining.stopped(clock.instant()));
        }
    }

    /** It has failed; returns false if it had already failed or stopped. */
    synchronized boolean fail(String reason) {
        return switch (now) {
            case Lifecycle.Starting starting -> transition(starting.failed(clock.instant(), reason));
            case Lifecycle.Recovering recovering -> transition(recovering.failed(clock.instant(), reason));
            case Lifecycle.Running running -> transition(running.failed(clock.instant(), reason));
            case Lifecycle.Draining draining -> transition(draining.failed(clock.instant(), reason));
            case Lifecycle.Stopped stopped -> false;
            case Lifecycle.Failed failed -> false;
        };
    }

    private boolean transition(Lifecycle next) {
        log.info("Pipeline '{}' is {}", pipeline, next.status());
        now = next;
        return true;
    }
}
