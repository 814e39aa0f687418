package dev.bettong.embedded;

import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The end-to-end guarantee of a pipeline: of its sources, the engine and its sinks.
 *
 * @param text the guarantee in a sentence
 */
record Guarantee(String text) {

    static Guarantee of(Pipeline pipeline, @Nullable DurabilitySettings durability) {
        String from = pipeline.sources().stream().map(Guarantee::source).collect(Collectors.joining(" and "));
        String to = pipeline.sinks().stream()
                .map(sink -> "'%s' (%s)".formatted(sink.name(), sink.kind()))
                .distinct()
                .collect(Collectors.joining(", "));
        if (durability == null) {
            String end = to.isEmpty() ? "to no sink" : "to %s".formatted(to);
            return new Guarantee("at-most-once from %s %s; order along each path of keys".formatted(from, end));
        }
        String powerCut = durability.syncAlways()
                ? "a power cut loses nothing"
                : "a power cut loses what was accepted in the last %d ms and during a sync"
                        .formatted(durability.syncInterval().toMillis());
        String outputs = to.isEmpty()
                ? "no outputs"
                : "outputs to %s reach its socket at-least-once: those since the last checkpoint are sent again after a crash"
                        .formatted(to);
        return new Guarantee(
                "exactly-once-state from %s: every accepted frame changes the state exactly once, %s; %s; order along each path of keys"
                        .formatted(from, powerCut, outputs));
    }

    private static String source(Source<?> source) {
        return "'%s' (%s, which cannot repeat what was not accepted)".formatted(source.name(), source.kind());
    }
}
