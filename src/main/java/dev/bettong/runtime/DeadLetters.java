package dev.bettong.runtime;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the pipelines could not handle and have kept. Bounded for each pipeline, by number and age: when there is no more
 * room, its oldest letters are dropped. Thread-safe; all methods but those that return numbers may throw an
 * {@link UnavailableException}.
 */
public interface DeadLetters {

    /**
     * Letters in the order of their numbers, oldest first. A page with fewer than allowed may have large letters: only an
     * empty one is the end.
     *
     * @param pipeline whose letters, or {@code null} for those of all pipelines
     * @param afterId number behind which the page begins, 0 for the first page
     * @param limit most letters in the page
     */
    List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit);

    Optional<DeadLetter> find(long id);

    /**
     * Hands a letter to its pipeline as new input, and removes it: its event, where that had failed, or else its whole frame.
     * What fails again becomes a new letter. Of a whole frame, outputs and state of what did not fail the first time are made
     * a second time: those of other events of the frame, and those of the steps before the one that failed.
     *
     * @param edited a frame to hand over instead, not to be changed afterwards, or {@code null}
     * @return true once the pipeline has taken it, false if there is no such letter; completed by a thread that
     *     must not be blocked. Whoever completes it has given up: unless the frame is being written at that moment, it
     *     will not be taken. Fails, and keeps the letter, with a {@link IllegalPipelineStateException} if the pipeline does not run,
     *     with an {@link UnavailableException} if the disk is in trouble, and with an {@link InvalidRequestException} if the bytes
     *     are no frame for it: edited bytes are needed for what was not framed, and may not be longer than
     *     {@code max-frame-size}.
     */
    CompletableFuture<Boolean> redrive(long id, byte @Nullable [] edited);

    /** Removes a letter; returns false if there is none. */
    boolean discard(long id);

    /** A number that no letter made from now on has, and that no letter before has exceeded. */
    long lastId();

    /** Letters that are kept now. */
    long count();

    /** Letters of a pipeline that are kept now. */
    long count(String pipeline);

    /** Letters dropped so far since there was no more room; not those that became too old. */
    long dropped();

    /** The same, of a pipeline. */
    long dropped(String pipeline);

    /** Letters deleted so far since they had become too old. */
    long expired();
}
