package dev.bettong.embedded;

import dev.bettong.checkpoint.Redrive;
import dev.bettong.runtime.InvalidRequestException;
import dev.bettong.worker.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Where the frames of dead letters come into their pipeline a second time, see {@link Redrive}: on its first worker. Any
 * worker would do, as for a frame from a connection. Thread-safe.
 */
final class RedriveInbox {

    /** A worker is held for milliseconds as a rule, for a checkpoint. */
    private static final long RETRY_MILLIS = 20;

    private final Worker worker;
    private final PipelineLife life;
    private final Taker taker;

    RedriveInbox(Worker worker, PipelineLife life, Taker taker) {
        this.worker = worker;
        this.life = life;
        this.taker = taker;
    }

    /** Takes frames on the event loop of the worker, while it is not held. */
    @FunctionalInterface
    interface Taker {

        void redrive(int source, byte[] frame, long letter, CompletableFuture<Boolean> redriven);
    }

    /**
     * Hands a frame to the worker.
     *
     * @param source index of the source that had read it
     * @param maxFrameSize longest frame of that source in bytes
     */
    CompletableFuture<Boolean> redrive(int source, int maxFrameSize, byte[] frame, long letter) {
        if (frame.length > maxFrameSize) {
            return CompletableFuture.failedFuture(new InvalidRequestException(
                    "The frame has %d bytes, max-frame-size is %d".formatted(frame.length, maxFrameSize)));
        }
        CompletableFuture<Boolean> redriven = new CompletableFuture<>();
        try {
            worker.loop().execute(() -> enter(source, frame, letter, redriven));
        } catch (RejectedExecutionException ended) {
            redriven.completeExceptionally(life.notRunning());
        }
        return redriven;
    }

    /** Event loop: the pipeline may have ended, or whoever asked have given up, until then. */
    private void enter(int source, byte[] frame, long letter, CompletableFuture<Boolean> redriven) {
        if (redriven.isDone()) {
            return;
        }
        if (!life.running()) {
            redriven.completeExceptionally(life.notRunning());
        } else if (worker.held()) {
            worker.loop().schedule(() -> enter(source, frame, letter, redriven), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            taker.redrive(source, frame, letter, redriven);
        }
    }
}
