package dev.bettong.bench;

/**
 * When frames are due if words are sent at a fixed rate: all words of a frame are due when those before it would have
 * been sent one by one.
 *
 * @param start when the first frame is due, by {@link System#nanoTime()}
 * @param first the first frame
 */
record Schedule(Corpus corpus, long start, long first, double nanosPerWord) {

    long due(long frame) {
        return start + (long) ((corpus.wordsBefore(frame) - corpus.wordsBefore(first)) * nanosPerWord);
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
