package dev.bettong.properties;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.JoinFunction;
import dev.bettong.pipeline.KeyedMultiStateComputation;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.MultiStateComputation;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.StateComputation;
import java.util.Collection;
import java.util.stream.Collectors;

/** What a step of a pipeline does, as it is written in the configuration. */
public enum StepKind {
    COMPUTE("compute", Computation.class),
    COMPUTE_MULTI("compute-multi", MultiComputation.class),
    COMPUTE_ASYNC("compute-async", AsyncComputation.class),
    COMPUTE_BLOCKING("compute-blocking", Computation.class),
    PARTITION("partition", PartitionFunction.class),
    COLLECT("collect", Void.class),
    COMPUTE_STATE("compute-state", StateComputation.class),
    COMPUTE_STATE_MULTI("compute-state-multi", MultiStateComputation.class),
    AGGREGATE("aggregate", Aggregation.class),
    JOIN("join", JoinFunction.class),
    ALSO("also", Void.class),
    BRANCHES("branches", Void.class);

    private final String key;
    private final Class<?> function;

    StepKind(String key, Class<?> function) {
        this.key = key;
        this.function = function;
    }

    /** The name of the property. */
    public String key() {
        return key;
    }

    /** The kind of bean that the property names. */
    public Class<?> function() {
        return function;
    }

    /** The same kind with the key as one more argument; the kind itself, if it has no such form. */
    public Class<?> keyedFunction() {
        return switch (this) {
            case COMPUTE_STATE -> KeyedStateComputation.class;
            case COMPUTE_STATE_MULTI -> KeyedMultiStateComputation.class;
            case COMPUTE,
                    COMPUTE_MULTI,
                    COMPUTE_ASYNC,
                    COMPUTE_BLOCKING,
                    PARTITION,
                    COLLECT,
                    AGGREGATE,
                    JOIN,
                    ALSO,
                    BRANCHES -> function;
        };
    }

    public boolean stateful() {
        return this == COMPUTE_STATE || this == COMPUTE_STATE_MULTI || this == AGGREGATE;
    }

    /** Whether it calls other services. */
    public boolean calls() {
        return this == COMPUTE_ASYNC || this == COMPUTE_BLOCKING;
    }

    public boolean partitions() {
        return this == PARTITION || this == COLLECT;
    }

    public static String keys(Collection<StepKind> verbs) {
        return verbs.stream().map(StepKind::key).collect(Collectors.joining(", "));
    }
}
