package dev.bettong.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.runtime.FailureReason;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What must have become of all events, worked out one by one without any service. */
final class Model {

    private final Map<String, Map<String, Object>> entities = new TreeMap<>(); // by state and key
    private final Map<String, BitSet> outputs = new TreeMap<>(); // by client
    private final Map<String, Integer> letters = new TreeMap<>(); // dead letters, as described, and how often

    /** All orders of a client. */
    void orders(String client, long count) {
        BitSet written = outputs.computeIfAbsent(client, name -> new BitSet());
        for (long number = 0; number < count; number++) {
            Event event = new Event(client, number);
            if (order(event)) {
                written.set(Math.toIntExact(number));
            }
        }
    }

    /** Returns whether there is an output. */
    private boolean order(Event event) {
        Event.Fate fate = event.fate();
        entity("clients", event.client(), Trail::new).add(event.number());
        if (fate == Event.Fate.FAILS_IN_COMPUTATION) {
            return letter(event, "check", FailureReason.COMPUTE);
        }
        if (!event.onlyReads()) {
            entity("keys", event.key(), Trail::new).add(event.number());
            if (fate == Event.Fate.FAILS_AFTER_IT_HAS_CHANGED_STATE) {
                return letter(event, "note key", FailureReason.COMPUTE);
            }
        }
        entity("recent", event.key(), Recent::new).add(event.number());
        if (fate == Event.Fate.HAS_NO_PARTITION) {
            return letter(event, "partition 3", FailureReason.UNKNOWN_PARTITION);
        }
        entity("letters", event.letter(), Letter::new).order(event.number());
        return fate != Event.Fate.FAILS_IN_ENCODER || letter(event, "outputs", FailureReason.ENCODE);
    }

    /** All visits of a client. */
    void visits(String client, long count) {
        for (long number = 0; number < count; number++) {
            Event event = new Event(client, number);
            entity("clients", client, Trail::new).add(number);
            entity("letters", event.letter(), Letter::new).visit(event);
            entity("letters", event.nextLetter(), Letter::new).visit(event);
        }
    }

    @SuppressWarnings("unchecked") // a state has entities of one type
    private <S> S entity(String state, String key, Supplier<S> initial) {
        return (S) entities.computeIfAbsent(state, name -> new HashMap<>()).computeIfAbsent(key, name -> initial.get());
    }

    private boolean letter(Event event, String step, FailureReason reason) {
        letters.merge(describe(step, reason, event.payload()), 1, Integer::sum);
        return false;
    }

    /** A dead letter in words. */
    static String describe(String step, FailureReason reason, byte[] frame) {
        return "'%s' at '%s' (%s)".formatted(new String(frame, US_ASCII), step, reason.tag());
    }

    /** The entities of a state by key, each in words. */
    Map<String, String> entities(String state) {
        Map<String, String> words = new TreeMap<>();
        entities.getOrDefault(state, Map.of()).forEach((key, entity) -> words.put(key, entity.toString()));
        return words;
    }

    /** The numbers of all orders that have an output, by client. */
    Map<String, BitSet> outputs() {
        return outputs;
    }

    Map<String, Integer> letters() {
        return letters;
    }
}
