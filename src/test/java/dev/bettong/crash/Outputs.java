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

    private final Map<String, BitSet> numbers = new HashMap<>(); // by what they begin with

    /** Takes a whole line. */
    synchronized void add(String line) {
        int space = line.indexOf(' ');
        int end = line.indexOf(' ', space + 1);
        numbers.computeIfAbsent(line.substring(0, space), name -> new BitSet())
                .set(Integer.parseInt(line, space + 1, end, 10));
    }

    /** Number behind the last event of a client of which an output of a pipeline was seen. */
    synchronized long seen(Reader reader, String client) {
        return reader.outputs(client).mapToLong(name -> of(name).length()).max().orElse(0);
    }

    /**
     * Compares with what should be there: each output was seen or is still {@code unsent}, and there is no other.
     *
     * @param unsent whole lines that are saved, to be sent later
     */
    synchronized void check(Model model, List<String> unsent) {
        unsent.forEach(this::add);
        assertThat(model.outputs().keySet()).as("what outputs begin with").containsAll(numbers.keySet());
        model.outputs().forEach((name, expected) -> {
            BitSet different = of(name);
            different.xor(expected);
            assertThat(different.stream().limit(100).toArray())
                    .as("%d outputs of %s are missing or too many", different.cardinality(), name)
                    .isEmpty();
        });
    }

    /** The numbers of all events of which an output was seen that begins with {@code name}. */
    synchronized BitSet of(String name) {
        return (BitSet) numbers.getOrDefault(name, new BitSet()).clone();
    }
}
