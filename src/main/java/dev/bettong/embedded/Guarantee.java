package dev.bettong.embedded;

import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The end-to-end guarantee of a pipeline: of its sources, the engine and its sinks.
 *
 * @param text the guarantee in a sentence
 */
record Guarantee(String text) {

    static Guarantee of(Pipeline pipeline, RuntimeContext context) {
        DurabilitySettings durability = context.settings().durability();
        Predicate<String> exactlyOnce = sink -> context.sink(sink).exactlyOnce();
        String from = pipeline.sources().stream().map(Guarantee::source).collect(Collectors.joining(" and "));
        String to = sinks(pipeline, sink -> true);
        if (durability == null) {
            String end = to.isEmpty() ? "to no sink" : "to %s".formatted(to);
            return new Guarantee("at-most-once from %s %s; order along each path of keys".formatted(from, end));
        }
        String powerCut = durability.syncAlways()
                ? "a power cut loses nothing"
                : "a power cut loses what was accepted in the last %d ms and during a sync"
                        .formatted(durability.syncInterval().toMillis());
        List<String> outputs = new ArrayList<>();
        String again = sinks(pipeline, sink -> !exactlyOnce.test(sink));
        if (!again.isEmpty()) {
            outputs.add(
                    "outputs to %s reach it at-least-once: those since the last checkpoint are sent again after a crash"
                            .formatted(again));
        }
        String once = sinks(pipeline, exactlyOnce);
        if (!once.isEmpty()) {
            outputs.add("outputs to %s reach it exactly-once, when a checkpoint has them".formatted(once));
        }
        return new Guarantee(
                "exactly-once-state from %s: every accepted frame changes the state exactly once, %s; %s; order along each path of keys"
                        .formatted(from, powerCut, outputs.isEmpty() ? "no outputs" : String.join("; ", outputs)));
    }

    private static String sinks(Pipeline pipeline, Predicate<String> which) {
        return pipeline.sinks().stream()
                .filter(sink -> which.test(sink.name()))
                .map(sink -> "'%s' (%s)".formatted(sink.name(), sink.kind()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String source(Source<?> source) {
        String repeats = source.kind().equals("tcp")
                ? "which cannot repeat what was not accepted"
                : "which is read on behind what was accepted";
        return "'%s' (%s, %s)".formatted(source.name(), source.kind(), repeats);
    }
}
