package dev.bettong.runtime;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does to a pipeline. Thread-safe.
 *
 * <p>The futures complete when it is done, by a thread that must not be blocked. They fail with a
 * {@link java.util.NoSuchElementException} if there is no such pipeline, with a {@link IllegalPipelineStateException} if its status
 * forbids it, and with an {@link UnavailableException} if a pause or its end is in effect but could not be saved yet.
 */
public interface PipelineControl {

    /**
     * Stops the source of a pipeline at once; its connections stay open. Completes when the pause is saved. Lasts until {@link #resume}, also across restarts if there
     * is a data directory. Does nothing if it is paused for the same reason already.
     *
     * @param reason why, for those who will wonder, or {@code null}
     */
    CompletableFuture<Void> pause(String pipeline, @Nullable String reason);

    /** Ends a {@link #pause}; does nothing if there is none. */
    CompletableFuture<Void> resume(String pipeline);

    /**
     * Closes the source of a pipeline, lets what was read run through to the sinks, and closes them: the pipeline is
     * {@link Status#DRAINING}, then {@link Status#STOPPED} until the next start of the process. Does nothing if that was
     * begun before.
     *
     * @return completes when it is begun
     */
    CompletableFuture<Void> drain(String pipeline);
}
