package dev.bettong.check;

import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Source;
import dev.bettong.problem.Problems;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks that pipelines that read the same source agree about where its frames end, and that its kind can be shared. */
final class SharedSourceCheck {

    private final Problems problems;

    SharedSourceCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared) {
        Map<String, List<String>> readers = new LinkedHashMap<>(); // of each source that has positions
        for (DeclaredPipeline each : declared) {
            for (Source<?> source : each.pipeline().sources()) {
                if (!source.kind().equals("tcp")) {
                    readers.computeIfAbsent(source.name(), name -> new ArrayList<>())
                            .add(each.place());
                }
            }
        }
        readers.forEach((source, places) -> {
            if (places.size() > 1) {
                problems.add(
                        "source '%s'".formatted(source),
                        "Several pipelines read it: %s. After a crash, each may have come to another position."
                                .formatted(String.join(" and ", places)),
                        "Give each pipeline a source of its own, with the same properties.");
            }
        });
        Map<String, Map<Framing, String>> framings = new LinkedHashMap<>(); // of each source, with a pipeline
        for (DeclaredPipeline each : declared) {
            for (Source<?> source : each.pipeline().sources()) {
                if (source.decoder() instanceof FramedDecoder<?> framed) {
                    framings.computeIfAbsent(source.name(), name -> new LinkedHashMap<>())
                            .putIfAbsent(framed.framing(), each.place());
                }
            }
        }
        framings.forEach((source, places) -> {
            if (places.size() > 1) {
                problems.add(
                        "source '%s'".formatted(source),
                        "The pipelines that read it do not agree about where a frame ends: %s."
                                .formatted(String.join(" and ", places.values())),
                        "Give their decoders the same framing, or give each pipeline a source of its own.");
            }
        });
    }
}
