package dev.bettong.crash;

/** What has been at a place, in which order: an event that is missing, twice or out of order leaves another trail. */
final class Trail {

    private static final long PRIME = 1_000_003;

    private long count;
    private long last = -1;
    private long backward; // events whose number is not greater than that of the event before
    private long hash;

    void add(long number) {
        count++;
        if (number <= last) {
            backward++;
        }
        last = number;
        hash = hash * PRIME + number + 1;
    }

    long count() {
        return count;
    }

    long hash() {
        return hash;
    }

    @Override
    public String toString() {
        return "%d events, last %d, %d backward, hash %x".formatted(count, last, backward, hash);
    }
}
