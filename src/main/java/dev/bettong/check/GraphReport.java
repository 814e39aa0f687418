package dev.bettong.check;

import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.PipelineGraph.Node;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.Quantity;
import dev.bettong.sink.TcpSinkSettings;
import dev.bettong.source.TcpSourceSettings;
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
            above = node;
        }
    }

    /** Where the events of a node come from, unless that is the line above. */
    private static String behind(PipelineGraph shape, Node node, @Nullable Node above) {
        List<String> before = shape.edges().stream()
                .filter(edge -> edge.to().equals(node.id()))
                .map(PipelineGraph.Edge::from)
                .toList();
        if (above == null || before.equals(List.of(above.id()))) {
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
            case SOURCE -> source(pipeline.source());
            case SINK -> sink(node.name());
            case PARTITION -> ": " + Quantity.of(Objects.requireNonNull(node.partitions()), "partition");
            case COLLECT -> ": all in one place";
            case COMPUTE, COMPUTE_MULTI, BRANCH -> "";
            case COMPUTE_STATE, COMPUTE_STATE_MULTI -> ": state '%s'".formatted(node.state());
        };
    }

    private String source(Source<?> source) {
        TcpSourceSettings tcp = Objects.requireNonNull(graph.sources().get(source.name()));
        return ": TCP, listens on %s:%d, %s, %s"
                .formatted(tcp.host(), tcp.port(), tcp.tls() == null ? "no TLS" : "TLS", framing(source));
    }

    private static String framing(Source<?> source) {
        return switch (source) {
            case Source.Tcp<?> tcp ->
                switch (tcp.decoder().framing()) {
                    case Framing.LengthHeader header ->
                        "frames behind a length of %d bytes (%s)".formatted(header.length(), header.format());
                    case Framing.Lines lines -> "lines";
                    case Framing.FixedLength fixed -> "frames of %d bytes".formatted(fixed.length());
                };
        };
    }

    private String sink(String name) {
        Map<String, TcpSinkSettings> sinks = graph.sinks();
        TcpSinkSettings tcp = Objects.requireNonNull(sinks.get(name));
        return ": TCP, connects to %s:%d, %s".formatted(tcp.host(), tcp.port(), tcp.tls() == null ? "no TLS" : "TLS");
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
