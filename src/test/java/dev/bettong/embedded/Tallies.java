package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;

/** Counts frames by their text: what has changed the state twice, or never, shows. */
final class Tallies {

    private Tallies() {}

    static final class Tally {

        private long count;

        long add() {
            return ++count;
        }

        long count() {
            return count;
        }
    }

    static final State<Tally> STATE = State.named("tallies", Tally.class, Tally::new);

    /** Writes {@code text count} for every frame; the text {@code unchanged ...} changes nothing. */
    static Pipeline pipeline(String name) {
        return pipeline(name, STATE);
    }

    static Pipeline pipeline(String name, State<Tally> state) {
        return Pipeline.named(name)
                .from(Source.tcp(name + " in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text)
                .computeState("tally", state, Tallies::tally)
                .to(Sink.tcp(name + " out", (String line) -> (line + "\n").getBytes(UTF_8)));
    }

    /**
     * Counts frames {@code key padding} by their key, and writes {@code key => count} for each; those whose key begins with
     * {@code fail} do.
     */
    static Pipeline byKey(String name) {
        return Pipeline.named(name)
                .from(Source.tcp(name + " in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text.substring(0, text.indexOf(' ')))
                .computeState("tally", STATE, Tallies::tallyKey)
                .to(Sink.tcp(name + " out", (String line) -> (line + "\n").getBytes(UTF_8)));
    }

    private static Outcome<String> tallyKey(String text, Tally tally) {
        if (text.startsWith("fail")) {
            throw new IllegalArgumentException("told to fail");
        }
        return Outcome.changed("%s => %d".formatted(text.substring(0, text.indexOf(' ')), tally.add()));
    }

    private static Outcome<String> tally(String text, Tally tally) {
        if (text.startsWith("fail")) {
            throw new IllegalArgumentException("told to fail");
        }
        return Outcome.changed(text + " " + tally.add());
    }
}
