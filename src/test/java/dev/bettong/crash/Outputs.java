package dev.bettong.crash;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Which outputs the sink's receiver has seen. What was seen was accepted, or it could not have been seen. Thread-safe:
 * every connection of the receiver adds to it.
 */
final class Outputs {

    private final Map<String, BitSet> numbers = new HashMap<>(); // by client

    /** Takes a whole line. */
    synchronized void add(String line) {
        int space = line.indexOf(' ');
        int end = line.indexOf(' ', space + 1);
        numbers.computeIfAbsent(line.substring(0, space), client -> new BitSet())
                .set(Integer.parseInt(line, space + 1, end, 10));
    }

    /** Number behind the last event of a client of which an output was seen. */
    synchronized long seen(String client) {
        return of(client).length();
    }

    /** The numbers of all events of a client of which an output was seen. */
    synchronized BitSet of(String client) {
        return (BitSet) numbers.getOrDefault(client, new BitSet()).clone();
    }
}
