package dev.bettong.check;

import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.codec.EventSerializer;
import dev.bettong.codec.EventType;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.PipelineGraph.Node;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes a valid application: its pipelines, the addresses it listens on and connects to, and its guarantees. */
final class GraphReport {

    private final CheckedGraph graph;
    private final PipelineRuntime runtime;

    /**
     * Prepares a report.
     *
     * @param runtime knows the pipelines of {@code graph}; need not have started
     */
    GraphReport(CheckedGraph graph, PipelineRuntime runtime) {
        this.graph = graph;
        this.runtime = runtime;
    }

    /** @throws dev.bettong.runtime.RuntimeStartException if a start would refuse the data directory */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Pipeline pipeline : graph.pipelines()) {
            append(text, pipeline);
        }
        text.append(sharedStates(graph.pipelines()));
        append(text, graph.settings());
        text.append(StoredStatesReport.of(graph));
        return text.append("No problem was found.%n".formatted()).toString();
    }

    private void append(StringBuilder text, Pipeline pipeline) {
        text.append("pipeline '%s'%n".formatted(pipeline.name()));
        runtime.inspection().graph(pipeline.name()).ifPresent(shape -> append(text, pipeline, shape));
        runtime.pipeline(pipeline.name())
                .ifPresent(status -> text.append("  %-19s %s%n".formatted("guarantee", status.guarantee())));
        text.append("  %-19s %s%n%n"
                .formatted(
                        "on failure",
                        pipeline.onFailure().name().toLowerCase(Locale.ROOT).replace('_', '-')));
    }

    private void append(StringBuilder text, Pipeline pipeline, PipelineGraph shape) {
        Node above = null;
        for (Node node : shape.nodes()) {
            text.append("  %-19s '%s'%s%s%n"
                    .formatted(kind(node), node.name(), detail(pipeline, node), behind(shape, node, above)));
            text.append(eventTypeNote(pipeline, node));
            above = node;
        }
    }

    /** What a runtime with several processes would miss, if the node is a partitioning. */
    private String eventTypeNote(Pipeline pipeline, Node node) {
        return pipeline.partitionings().stream()
                .filter(partitioning -> partitioning.name().equals(node.name()))
                .map(graph.eventTypes()::get)
                .map(GraphReport::note)
                .filter(note -> !note.isEmpty())
                .map(note -> "  %-19s %s%n".formatted("", note))
                .findFirst()
                .orElse("");
    }

    private static String note(@Nullable EventType type) {
        if (type == null) {
            return "type of events not known; say .carrying(...)";
        }
        List<String> problems = EventSerializer.problems(type);
        return problems.isEmpty()
                ? ""
                : "events of type %s cannot be serialized: %s".formatted(type, String.join(" ", problems));
    }

    /** Where the events of a node come from, unless that is the line above. */
    private static String behind(PipelineGraph shape, Node node, @Nullable Node above) {
        List<String> before = shape.edges().stream()
                .filter(edge -> edge.to().equals(node.id()))
                .map(PipelineGraph.Edge::from)
                .toList();
        if (above == null || before.isEmpty() || before.equals(List.of(above.id()))) {
            return "";
        }
        return shape.nodes().stream()
                .filter(each -> before.contains(each.id()))
                .map(each -> "'%s'".formatted(each.name()))
                .collect(Collectors.joining(", ", ", behind ", ""));
    }

    /** The states that several steps work on: an author who uses a function twice may not know. */
    private static String sharedStates(List<Pipeline> pipelines) {
        Map<String, List<String>> users = new LinkedHashMap<>();
        for (Pipeline pipeline : pipelines) {
            for (Step step : pipeline.steps()) {
                State<?> state = step.state();
                if (state != null) {
                    users.computeIfAbsent(state.name(), name -> new ArrayList<>())
                            .add("'%s' of pipeline '%s'".formatted(step.name(), pipeline.name()));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        users.forEach((state, steps) -> {
            if (steps.size() > 1) {
                text.append("state '%s' is shared by %s%n%n".formatted(state, String.join(", ", steps)));
            }
        });
        return text.toString();
    }

    private static String kind(Node node) {
        return node.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String detail(Pipeline pipeline, Node node) {
        return switch (node.kind()) {
            case SOURCE -> source(pipeline, node.name());
            case SINK -> sink(node.name());
            case PARTITION -> ": " + Quantity.of(Objects.requireNonNull(node.partitions()), "partition");
            case COLLECT -> ": all in one place";
            case COMPUTE, COMPUTE_MULTI, BRANCH -> "";
            case COMPUTE_ASYNC, COMPUTE_BLOCKING -> ": " + calls(pipeline, node.name());
            case COMPUTE_STATE, COMPUTE_STATE_MULTI -> ": state '%s'".formatted(node.state());
            case AGGREGATE ->
                ": %s, state '%s'".formatted(node.window() == null ? "all events" : node.window(), node.state());
            case JOIN -> ": %s, state '%s'".formatted(node.window(), node.state());
        };
    }

    private static String calls(Pipeline pipeline, String name) {
        Calls calls = pipeline.steps().stream()
                .filter(step -> step.name().equals(name) && step instanceof Step.Calling)
                .map(step -> ((Step.Calling) step).calls())
                .findFirst()
                .orElseThrow();
        return "%s at once on each worker, %s for each, %s%s"
                .formatted(
                        Quantity.of(calls.inFlight(), "call"),
                        calls.timeout(),
                        Quantity.of(calls.retry().attempts(), "attempt"),
                        calls.ordered() ? "" : ", in any order");
    }

    private String source(Pipeline pipeline, String name) {
        Source<?> source = pipeline.sources().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        String address = Objects.requireNonNull(graph.sources().get(name)).describe(source);
        return ": " + address + (source.eventTime() == null ? "" : ", event time");
    }

    private String sink(String name) {
        return ": " + Objects.requireNonNull(graph.sinks().get(name)).describe();
    }

    private static void append(StringBuilder text, EmbeddedSettings settings) {
        DurabilitySettings durable = settings.durability();
        text.append("workers        %d%n".formatted(settings.workers()));
        text.append("partitions     %d, where there is no key list%n".formatted(settings.partitions()));
        text.append("data directory %s%n%n"
                .formatted(
                        durable == null
                                ? "none: nothing outlives the process"
                                : durable.store().directory().toAbsolutePath()));
    }
}
