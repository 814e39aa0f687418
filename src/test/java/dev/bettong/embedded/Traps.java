package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A pipeline with a trap in each of its functions. An event is a text, {@code <key> <place> <blow> ...}: at that place the
 * {@link Blow} strikes. Any other text comes out as {@code <text> #<n>}, the nth of its key.
 */
final class Traps {

    static final List<String> KEYS = List.of("a", "b", "h");

    /** Key for which the partition function gives none. */
    static final String NO_KEY = "none";

    private Traps() {}

    /** Where a pipeline can be struck, and the reason under which that is counted. */
    enum Place {
        DECODER("gate", "decode"),
        COMPUTATION("check", "compute"),
        MULTI_COMPUTATION("fan out", "compute"),
        PARTITION_FUNCTION("partition 1", "partition"),
        STATE_COMPUTATION("count", "compute"),
        MULTI_STATE_COMPUTATION("list", "compute"),
        ENCODER("out", "encode");

        final String step;
        final String reason;

        Place(String step, String reason) {
            this.step = step;
            this.reason = reason;
        }

        /** An event that is struck here. */
        String event(Blow blow, String more) {
            return "h %s %s %s".formatted(name(), blow, more);
        }

        /** Whether a struck event has been counted for its key. */
        boolean behindTheCount() {
            return this == MULTI_STATE_COMPUTATION || this == ENCODER;
        }

        private String pass(String event) throws Exception {
            String[] words = event.split(" ", 4);
            if (words.length > 2 && words[1].equals(name())) {
                Blow.valueOf(words[2]).strike(event);
            }
            return event;
        }
    }

    static Pipeline pipeline(String name) {
        return pipeline(name, Place.DECODER.step);
    }

    /** One that another one does not share its source with. */
    static Pipeline pipeline(String name, String source) {
        State<AtomicLong> events = State.named(name + " events", AtomicLong.class, AtomicLong::new);
        State<AtomicLong> lists = State.named(name + " lists", AtomicLong.class, AtomicLong::new);
        return Pipeline.named(name)
                .from(Source.tcp(
                        source, Decoder.framed(4, ">i", bytes -> Place.DECODER.pass(new String(bytes, UTF_8)))))
                .compute(Place.COMPUTATION.step, Place.COMPUTATION::pass)
                .computeMulti(Place.MULTI_COMPUTATION.step, event -> List.of(Place.MULTI_COMPUTATION.pass(event)))
                .partition(Traps::key, KEYS)
                .computeState(
                        Place.STATE_COMPUTATION.step,
                        events,
                        (event, count) ->
                                Outcome.changed(Place.STATE_COMPUTATION.pass(event) + " #" + count.incrementAndGet()))
                .computeStateMulti(
                        Place.MULTI_STATE_COMPUTATION.step,
                        lists,
                        (event, count) -> Outcome.unchanged(List.of(Place.MULTI_STATE_COMPUTATION.pass(event))))
                .to(Sink.tcp(Place.ENCODER.step, event -> (Place.ENCODER.pass(event) + "\n").getBytes(UTF_8)));
    }

    @SuppressWarnings("NullAway") // a function that breaks its promise
    private static String key(String event) throws Exception {
        String key = Place.PARTITION_FUNCTION.pass(event).split(" ", 2)[0];
        return key.equals(NO_KEY) ? null : key;
    }
}
