package dev.bettong.crash;

import java.util.stream.LongStream;

/** How many events there are in some windows, and which, whatever their order. */
final class Windowed {

    private long events;
    private long sum;
    private long hash;

    Windowed add(long number) {
        events++;
        sum += number;
        hash += Long.hashCode(number * 0x9E3779B97F4A7C15L);
        return this;
    }

    Windowed add(Windowed other) {
        events += other.events;
        sum += other.sum;
        hash += other.hash;
        return this;
    }

    /** The first numbers of a client. */
    static Windowed first(long numbers) {
        Windowed first = new Windowed();
        LongStream.range(0, numbers).forEach(first::add);
        return first;
    }

    long events() {
        return events;
    }

    @Override
    public String toString() {
        return "%d events with the sum %d and the hash %x".formatted(events, sum, hash);
    }
}
