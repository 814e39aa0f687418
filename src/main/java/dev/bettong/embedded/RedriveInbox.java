package dev.bettong.embedded;

import dev.bettong.chain.EntryPoints;
import dev.bettong.checkpoint.Redrive;
import dev.bettong.journal.JournalRecord;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.InvalidRequestException;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands re-driven dead letters to the workers, see {@link Redrive}: an event to the worker that owns its partition, a frame
 * to the first worker, since any worker may read frames. Thread-safe.
 */
final class RedriveInbox {

    /** Checkpoints hold a worker for milliseconds. */
    private static final long RETRY_MILLIS = 20;

    /** A buffer that drains has room again within this time as a rule; the caller waits for seconds at most. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final List<Worker> workers;
    private final PipelineLife life;
    private final Backpressure backpressure;
    private final List<SourceLimit> sources;
    private final EntryPoints entryPoints;
    private final Taker taker;

    RedriveInbox(
            List<Worker> workers,
            PipelineLife life,
            Backpressure backpressure,
            List<SourceLimit> sources,
            EntryPoints entryPoints,
            Taker taker) {
        this.workers = workers;
        this.life = life;
        this.backpressure = backpressure;
        this.sources = sources;
        this.entryPoints = entryPoints;
        this.taker = taker;
    }

    /**
     * A source of the pipeline.
     *
     * @param maxFrameSize longest frame in bytes
     */
    record SourceLimit(String name, int maxFrameSize) {}

    /** Those of a pipeline. */
    static List<SourceLimit> limits(Pipeline pipeline, RuntimeContext context) {
        return pipeline.sources().stream()
                .map(source -> new SourceLimit(
                        source.name(), context.source(source.name()).maxFrameSize()))
                .toList();
    }

    /** The largest frame of any source: also the limit of a failed event that a dead letter keeps. */
    static int largestFrame(List<SourceLimit> sources) {
        return sources.stream().mapToInt(SourceLimit::maxFrameSize).max().orElseThrow();
    }

    /** Takes what is re-driven on the event loop of its worker, while that is not held. */
    @FunctionalInterface
    interface Taker {

        void redrive(Redriven what, CompletableFuture<Boolean> redriven);
    }

    /**
     * What is re-driven.
     *
     * @param worker where it enters
     * @param source index of the source that had read it
     * @param letter number of the letter
     */
    record Redriven(Worker worker, int source, JournalRecord record, long letter) {}

    /** Hands a letter to a worker, with edited bytes in place of its frame if there are any. */
    CompletableFuture<Boolean> redrive(DeadLetter letter, byte @Nullable [] edited) {
        CompletableFuture<Boolean> redriven = new CompletableFuture<>();
        try {
            Redriven what = what(letter, edited);
            long asked = System.nanoTime();
            what.worker().loop().execute(() -> enter(what, asked, redriven));
        } catch (InvalidRequestException refused) {
            redriven.completeExceptionally(refused);
        } catch (RejectedExecutionException ended) {
            redriven.completeExceptionally(life.notRunning());
        }
        return redriven;
    }

    private Redriven what(DeadLetter letter, byte @Nullable [] edited) {
        FailedEvent event = letter.event();
        if (letter.ofTimer() && (edited != null || event == null)) {
            throw new InvalidRequestException(
                    "Dead letter %d comes from a timer and has no frame that could be re-driven"
                            .formatted(letter.id()));
        }
        int source = letter.ofTimer() ? 0 : source(letter);
        if (edited == null && event != null) {
            int partition = entryPoints.entry(event).partition();
            Worker owner = partition < 0 ? workers.getFirst() : workers.get(Task.owner(partition, workers.size()));
            return new Redriven(owner, source, new JournalRecord.Reentry(event, letter.frame()), letter.id());
        }
        byte[] frame = edited == null ? letter.frame() : edited;
        if (frame.length > sources.get(source).maxFrameSize()) {
            throw new InvalidRequestException("The frame has %d bytes, max-frame-size is %d"
                    .formatted(frame.length, sources.get(source).maxFrameSize()));
        }
        return new Redriven(workers.getFirst(), source, new JournalRecord.Frame(frame), letter.id());
    }

    private int source(DeadLetter letter) {
        if (letter.source() == null) { // of format 1: pipelines had only one
            return 0;
        }
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).name().equals(letter.source())) {
                return i;
            }
        }
        throw new InvalidRequestException(
                "Dead letter %d was read by the source '%s', which pipeline '%s' does not have any more"
                        .formatted(letter.id(), letter.source(), letter.pipeline()));
    }

    /**
     * Event loop: checks again, since the pipeline may have ended, or the caller given up, in the meantime. The letter enters
     * while no buffer is full, like what a source reads: letters are kept on disk, and may be more than fits in memory.
     */
    private void enter(Redriven what, long asked, CompletableFuture<Boolean> redriven) {
        if (redriven.isDone()) {
            return;
        }
        boolean full = backpressure.fullSince() != null;
        if (!life.running()) {
            redriven.completeExceptionally(life.notRunning());
        } else if (full && System.nanoTime() - asked >= LONGEST_WAIT_NANOS) {
            redriven.completeExceptionally(new UnavailableException(
                    "Pipeline '%s' takes nothing now, because of %s; the dead letter is kept"
                            .formatted(life.pipeline(), String.join(", ", backpressure.causes())),
                    null));
        } else if (full || what.worker().held()) {
            what.worker().loop().schedule(() -> enter(what, asked, redriven), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            taker.redrive(what, redriven);
        }
    }
}
