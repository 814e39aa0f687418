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
    private final Map<String, BitSet> outputs = new TreeMap<>(); // by what they begin with
    private final Map<String, Integer> letters = new TreeMap<>(); // dead letters, as described, and how often

    /** All events of a client, in each pipeline that reads its source. */
    void events(String client, long count) {
        for (Reader reader : Input.of(client).readers()) {
            reader.outputs(client).forEach(name -> outputs.computeIfAbsent(name, absent -> new BitSet()));
            for (long number = 0; number < count; number++) {
                Event event = new Event(client, number);
                entity(reader.state(), client, Trail::new).add(number);
                switch (reader) {
                    case ORDERS -> order(event);
                    case VISITS -> visit(event);
                    case AUDIT -> encode(Reader.AUDIT, event, "audit/");
                }
            }
        }
    }

    private void order(Event event) {
        Event.Fate fate = event.fate();
        if (fate == Event.Fate.FAILS_IN_COMPUTATION) {
            letter(Reader.ORDERS, event, "check", FailureReason.COMPUTE);
            return;
        }
        entity("copies", event.client(), Trail::new).add(event.number());
        Delayed delayed = entity("delayed", event.client(), Delayed::new);
        delayed.add(event.number());
        delayed.fire();
        entity("closed", event.client(), Windowed::new).add(event.number()).add(event.number());
        if (event.copied()) {
            output(event, "copy/");
        }
        if (!event.onlyReads()) {
            entity("keys", event.key(), Trail::new).add(event.number());
            if (fate == Event.Fate.FAILS_AFTER_IT_HAS_CHANGED_STATE) {
                letter(Reader.ORDERS, event, "note key", FailureReason.COMPUTE);
                return;
            }
        }
        entity("recent", event.key(), Recent::new).add(event.number());
        if (event.large()) {
            if (fate == Event.Fate.HAS_NO_PARTITION) {
                letter(Reader.ORDERS, event, "by letter", FailureReason.UNKNOWN_PARTITION);
                return;
            }
            entity("letters", event.letter(), Letter::new).order(event.number());
        }
        encode(Reader.ORDERS, event, "");
    }

    private void encode(Reader reader, Event event, String prefix) {
        if (event.fate() == Event.Fate.FAILS_IN_ENCODER) {
            letter(reader, event, "outputs", FailureReason.ENCODE);
        } else {
            output(event, prefix);
        }
    }

    private void output(Event event, String prefix) {
        outputs.computeIfAbsent(prefix + event.client(), absent -> new BitSet()).set(Math.toIntExact(event.number()));
    }

    private void visit(Event event) {
        entity("letters", event.letter(), Letter::new).visit(event);
        entity("letters", event.nextLetter(), Letter::new).visit(event);
    }

    @SuppressWarnings("unchecked") // a state has entities of one type
    private <S> S entity(String state, String key, Supplier<S> initial) {
        return (S) entities.computeIfAbsent(state, name -> new HashMap<>()).computeIfAbsent(key, name -> initial.get());
    }

    private void letter(Reader reader, Event event, String step, FailureReason reason) {
        letters.merge(describe(reader.pipeline(), step, reason, event.payload()), 1, Integer::sum);
    }

    /** A dead letter in words. */
    static String describe(String pipeline, String step, FailureReason reason, byte[] frame) {
        return "'%s' at '%s' of '%s' (%s)"
                .formatted(Event.unmarked(new String(frame, US_ASCII)), step, pipeline, reason.tag());
    }

    /** The entities of a state by key, each in words. */
    Map<String, String> entities(String state) {
        Map<String, String> words = new TreeMap<>();
        entities.getOrDefault(state, Map.of()).forEach((key, entity) -> words.put(key, entity.toString()));
        return words;
    }

    /** The numbers of all events that have an output, by what the output begins with. */
    Map<String, BitSet> outputs() {
        return outputs;
    }

    Map<String, Integer> letters() {
        return letters;
    }
}
