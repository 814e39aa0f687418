package dev.bettong.embedded;

import dev.bettong.runtime.IllegalPipelineStateException;
import dev.bettong.sink.SinkDriver;
import dev.bettong.worker.Task;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a pipeline in order: the sources stop, what was read runs through to the sinks, the sinks send and close. A runtime
 * that stops takes these steps one by one; {@link #begin} takes all of them for an operator. Thread-safe.
 */
final class Drain {

    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    /** What was read runs through within milliseconds, unless a sink or the disk is slow. */
    private static final long POLL_MILLIS = 10;

    private final PipelineLife life;
    private final EventLoop loop;
    private final PipelineInputs inputs;
    private final List<Task> tasks;
    private final SinkConnections sinks;

    /**
     * Ends nothing yet.
     *
     * @param loop polls whether everything has run through
     */
    Drain(PipelineLife life, EventLoop loop, PipelineInputs inputs, List<Task> tasks, SinkConnections sinks) {
        this.life = life;
        this.loop = loop;
        this.inputs = inputs;
        this.tasks = tasks;
        this.sinks = sinks;
    }

    /**
     * Drains the pipeline for an operator. Does nothing if that has already begun.
     *
     * @throws IllegalPipelineStateException if the pipeline is not running
     */
    void begin() {
        if (life.drain()) {
            inputs.stop().thenRun(this::finish);
        }
    }

    /** Polls until nothing is left in the pipeline. If the runtime stops first, its stop does the rest. */
    private void finish() {
        if (!life.draining()) {
            return;
        }
        boolean handled = inputs.empty() && answered();
        if (handled) {
            sinks.all(SinkDriver::drained).thenCompose(sent -> closeSinks(inputs.durable()));
        } else {
            finishLater();
        }
    }

    private void finishLater() {
        try {
            loop.schedule(this::finish, POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException ended) {
            log.debug("Pipeline '{}' is drained by the end of the runtime", life.pipeline());
        }
    }

    /** Stops the sources because the runtime stops; completes when no further frame will be handled. */
    CompletableFuture<Void> stopReading() {
        life.stopping();
        return inputs.stop();
    }

    /** Whether no frames wait for the journal to be synced; event loops may still have some. */
    boolean accepted() {
        return inputs.accepted();
    }

    /**
     * Whether nothing is on its way between workers, given that no frames are read any more.
     *
     * <p>Asks what was handled before it asks what was sent: since a worker calls a batch handled only after it has sent
     * what came of it, equal sums mean that between the two questions nothing was on its way anywhere.
     */
    boolean quiet() {
        long handled = handled();
        return handled == sent();
    }

    /** The same, and whether no calls are under way, which are asked between the two: what comes of them is sent before. */
    private boolean answered() {
        long handled = handled();
        return tasks.stream().allMatch(task -> task.calls().answered()) && handled == sent();
    }

    /** Whether nothing is left that a stop has to wait for: a checkpoint saves calls that are under way. */
    boolean over() {
        return inputs.durable() ? quiet() : answered();
    }

    private long sent() {
        return tasks.stream().mapToLong(Task::sent).sum();
    }

    private long handled() {
        return tasks.stream().mapToLong(Task::handled).sum();
    }

    /**
     * Completes when the sinks have sent everything. Does not wait for sinks that are disconnected, or that send nothing before a
     * checkpoint has it, if the last one can save their outputs.
     */
    CompletableFuture<Void> flushSinks() {
        return sinks.all(sink -> inputs.durable() && (sink.awaitsCheckpoint() || !sink.connected())
                ? CompletableFuture.completedFuture(null)
                : sink.drained());
    }

    /** What the sinks have not sent yet, in words, by sink. */
    List<String> unsent() {
        return sinks.waiting();
    }

    /**
     * Closes the sinks.
     *
     * @param saved whether what they could not send was saved; it is given up otherwise
     */
    CompletableFuture<Void> closeSinks(boolean saved) {
        return sinks.all(saved ? SinkDriver::closeSaved : SinkDriver::close).thenRun(life::stopped);
    }
}
