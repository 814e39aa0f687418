package dev.bettong.crash;

/** The events of a client, and how many of them its timer has found; it is set by the first one that it has not. */
final class Delayed {

    private final Trail seen = new Trail();
    private boolean waiting;
    private long found;
    private long foundHash;

    /** Returns whether a timer has to be set. */
    boolean add(long number) {
        seen.add(number);
        boolean first = !waiting;
        waiting = true;
        return first;
    }

    /** The timer fires, once each time that it was set. */
    void fire() {
        if (!waiting) {
            throw new IllegalStateException("a timer fires that was not set");
        }
        waiting = false;
        found = seen.count();
        foundHash = seen.hash();
    }

    @Override
    public String toString() {
        return "%s; timer has found %d, hash %x%s".formatted(seen, found, foundHash, waiting ? ", and waits" : "");
    }
}
