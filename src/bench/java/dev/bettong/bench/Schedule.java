package dev.bettong.bench;

/**
 * When frames are due if messages are sent at a fixed rate: all messages of a frame are due when those before it would have
 * been sent one by one.
 *
 * @param start when the first frame is due, by {@link System#nanoTime()}
 * @param first the first frame
 */
record Schedule(Corpus corpus, long start, long first, double nanosPerMessage) {

    long due(long frame) {
        return start + (long) ((corpus.messagesBefore(frame) - corpus.messagesBefore(first)) * nanosPerMessage);
    }

    /** The first frame that is due so many nanoseconds after the first, or later. */
    long frameAfter(long nanos) {
        long frame = first;
        while (due(frame) - start < nanos) {
            frame++;
        }
        return frame;
    }
}
