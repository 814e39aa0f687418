package dev.bettong.config;

import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.MultiStateComputation;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.StateComputation;
import java.util.Collection;
import java.util.stream.Collectors;

/** What a step of a pipeline does, as it is written in the configuration. */
enum Verb {
    COMPUTE("compute", Computation.class),
    COMPUTE_MULTI("compute-multi", MultiComputation.class),
    PARTITION("partition", PartitionFunction.class),
    COLLECT("collect", Void.class),
    COMPUTE_STATE("compute-state", StateComputation.class),
    COMPUTE_STATE_MULTI("compute-state-multi", MultiStateComputation.class);

    private final String key;
    private final Class<?> function;

    Verb(String key, Class<?> function) {
        this.key = key;
        this.function = function;
    }

    /** The name of the property. */
    String key() {
        return key;
    }

    /** The kind of bean that the property names. */
    Class<?> function() {
        return function;
    }

    boolean stateful() {
        return this == COMPUTE_STATE || this == COMPUTE_STATE_MULTI;
    }

    boolean partitions() {
        return this == PARTITION || this == COLLECT;
    }

    static String keys(Collection<Verb> verbs) {
        return verbs.stream().map(Verb::key).collect(Collectors.joining(", "));
    }
}
