package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
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

    /**
     * Compares with what should be there: each output was seen or is still {@code unsent}, and there is no other.
     *
     * @param unsent whole lines that are saved, to be sent later
     */
    synchronized void check(Model model, List<String> unsent) {
        unsent.forEach(this::add);
        model.outputs().forEach((client, expected) -> {
            BitSet different = of(client);
            different.xor(expected);
            assertThat(different.stream().limit(100).toArray())
                    .as("%d outputs of client %s are missing or too many", different.cardinality(), client)
                    .isEmpty();
        });
    }

    /** The numbers of all events of a client of which an output was seen. */
    synchronized BitSet of(String client) {
        return (BitSet) numbers.getOrDefault(client, new BitSet()).clone();
    }
}
