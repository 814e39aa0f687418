package dev.bettong.properties;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A step of a pipeline, with exactly one verb: {@code bettong.pipelines.<key>.steps[n]}.
 *
 * @param name Name of the step; every computation needs one, and a partitioning has its number otherwise.
 * @param compute Bean that makes at most one output of an event, a Computation.
 * @param computeMulti Bean that makes any number of outputs of an event, a MultiComputation.
 * @param computeAsync Bean that asks another service for at most one output of an event, an AsyncComputation.
 * @param computeBlocking Bean that does so with a function that may block, a Computation; each call has a virtual thread.
 * @param inFlight Calls of 'compute-async' or 'compute-blocking' that are under way at once on each worker.
 * @param timeout After which an attempt of a call is given up.
 * @param ordered Whether the outputs of calls go on in the order of their events: behind a partitioning those of each key.
 * @param retry When a call that has failed is tried again.
 * @param partition Bean that gives the key of an event, a PartitionFunction.
 * @param keys All keys of the partitioning, such as {@code a..z,!}; without them any key is welcome.
 * @param collect Whether to bring all events together in one place.
 * @param computeState Bean that makes at most one output of an event and the state of its key, a StateComputation.
 * @param computeStateMulti Bean that makes any number of outputs of an event and the state of its key, a
 *     MultiStateComputation.
 * @param aggregate Bean that makes one result of many events of a key, an Aggregation; or one of count, sum, min, max, average,
 *     min-by, max-by, last, reduce.
 * @param of Bean that 'aggregate' needs: a ToLongFunction for sum, min and max, a ToDoubleFunction for average, a Comparator for
 *     min-by and max-by, a BinaryOperator for reduce.
 * @param window Which events make a result of 'aggregate'; without it all so far do, at each event.
 * @param state Bean that says what the state of a key is, a State.
 * @param onTimer Bean that is called when the timer of a key fires, an OnTimer; with 'compute-state' only.
 * @param join Bean that makes at most one output of two events that meet, a JoinFunction; with 'with' and 'within'.
 * @param with The flow whose events are those of the right side of 'join'.
 * @param within How far in time the two events of 'join' may be from each other.
 * @param also What happens to a copy of every event.
 * @param branches Flows of which each event takes one, the first whose test it passes; the last step.
 */
public record StepProperties(
        @Nullable String name,
        @Nullable String compute,
        @Nullable String computeMulti,
        @Nullable String computeAsync,
        @Nullable String computeBlocking,
        @Nullable Integer inFlight,
        @Nullable Duration timeout,
        @Nullable Boolean ordered,
        @Nullable RetryProperties retry,
        @Nullable String partition,
        @Nullable List<String> keys,
        @DefaultValue("false") boolean collect,
        @Nullable String computeState,
        @Nullable String computeStateMulti,
        @Nullable String aggregate,
        @Nullable String of,
        @Nullable WindowProperties window,
        @Nullable String state,
        @Nullable String onTimer,
        @Nullable String join,
        @Nullable JoinedProperties with,
        @Nullable WithinProperties within,
        @Nullable AlsoProperties also,
        @Nullable List<BranchProperties> branches)
        implements BettongSection {

    /** The verbs of this step, each with the bean that it names. */
    public Map<StepKind, String> verbs() {
        Map<StepKind, String> verbs = new EnumMap<>(StepKind.class);
        put(verbs, StepKind.COMPUTE, compute);
        put(verbs, StepKind.COMPUTE_MULTI, computeMulti);
        put(verbs, StepKind.COMPUTE_ASYNC, computeAsync);
        put(verbs, StepKind.COMPUTE_BLOCKING, computeBlocking);
        put(verbs, StepKind.PARTITION, partition);
        put(verbs, StepKind.COLLECT, collect ? "" : null);
        put(verbs, StepKind.COMPUTE_STATE, computeState);
        put(verbs, StepKind.COMPUTE_STATE_MULTI, computeStateMulti);
        put(verbs, StepKind.AGGREGATE, aggregate);
        put(verbs, StepKind.JOIN, join);
        put(verbs, StepKind.ALSO, also == null ? null : "");
        put(verbs, StepKind.BRANCHES, branches == null ? null : "");
        return verbs;
    }

    private static void put(Map<StepKind, String> verbs, StepKind verb, @Nullable String bean) {
        if (bean != null) {
            verbs.put(verb, bean);
        }
    }
}
