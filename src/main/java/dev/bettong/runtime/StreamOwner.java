package dev.bettong.runtime;

/** Which worker has a stream of a source that can go back to where it was: its reads, and how far it has come. */
public final class StreamOwner {

    private StreamOwner() {}

    /** Index of the worker, the same in each run with so many. */
    public static int of(String stream, int workers) {
        return Math.floorMod(stream.hashCode(), workers);
    }
}
