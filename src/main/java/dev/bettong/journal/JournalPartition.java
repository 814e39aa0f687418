package dev.bettong.journal;

/**
 * The input of one pipeline on one worker: what is journalled under positions of its own.
 *
 * @param pipeline name of the pipeline
 * @param worker index of the worker, from 0
 */
public record JournalPartition(String pipeline, int worker) {

    @Override
    public String toString() {
        return "'%s' on worker %d".formatted(pipeline, worker);
    }
}
