package dev.bettong.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline is made of. Does not change while it runs.
 *
 * @param nodes in the direction of the events
 * @param edges the ways between them
 */
public record PipelineGraph(String pipeline, List<Node> nodes, List<Edge> edges) {

    /** What a node is. */
    public enum Kind {
        SOURCE,
        COMPUTE,
        COMPUTE_MULTI,
        COMPUTE_ASYNC,
        COMPUTE_BLOCKING,
        COMPUTE_STATE,
        COMPUTE_STATE_MULTI,
        AGGREGATE,
        JOIN,
        PARTITION,
        COLLECT,
        BRANCH,
        SINK
    }

    /**
     * A source, step or sink.
     *
     * @param id unique in the graph
     * @param state the state that it works on, if it works on one
     * @param window which events it brings together, if it has windows, such as {@code tumbling 1m}, or joins, such as
     *     {@code before 0ms, after 10m}
     * @param partitions number of partitions, if it is a partitioning
     */
    public record Node(
            String id,
            Kind kind,
            String name,
            @Nullable String state,
            @Nullable String window,
            @Nullable Integer partitions) {}

    /** A way from the node with one id to that with another. */
    public record Edge(String from, String to) {}
}
