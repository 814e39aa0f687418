package dev.bettong.journal;

/**
 * A partition of the journal, with positions of its own and replayed in order: the input of one pipeline on one worker.
 * Not to be confused with the partitions that keys belong to.
 *
 * @param pipeline name of the pipeline
 * @param input name of the input: {@code worker-0} for what worker 0 reads
 */
public record JournalPartition(String pipeline, String input) {

    private static final String WORKER = "worker-";

    /** The partition of what a worker reads. */
    public static JournalPartition ofWorker(String pipeline, int worker) {
        return new JournalPartition(pipeline, WORKER + worker);
    }

    /** The index of the worker that has read it; it may be greater than the number of workers by now. */
    public int worker() {
        if (!input.startsWith(WORKER)) {
            throw new IllegalStateException("The input %s was not read by a worker".formatted(this));
        }
        return Integer.parseInt(input.substring(WORKER.length()));
    }

    @Override
    public String toString() {
        return "'%s' (%s)".formatted(pipeline, input);
    }
}
