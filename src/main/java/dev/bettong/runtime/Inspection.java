package dev.bettong.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Shows what pipelines are made of, and the entities as they are now. Thread-safe. */
public interface Inspection {

    /** The graph of a pipeline, or empty if there is no such pipeline. */
    Optional<PipelineGraph> graph(String pipeline);

    /** The partitions of a pipeline, in the order of its partitionings; none if there is no such pipeline. */
    List<PartitionPlace> partitions(String pipeline);

    /** How late the outputs of a pipeline were; nothing if there is no such pipeline. */
    Optional<LatencyHistogram> latencies(String pipeline);

    /** What every worker does right now. */
    List<WorkerStatus> workers();

    /** Names of the states of all pipelines, each once. */
    List<String> states();

    /**
     * An entity as it is now, read by the worker that owns it, between two of its events.
     *
     * @param key the key as people write it
     * @return the entity, or empty if there is no such state or entity; fails with an {@link InvalidRequestException} if
     *     keys of that type cannot be found by their text, and with an {@link UnavailableException}
     */
    CompletableFuture<Optional<LiveEntity>> entity(String state, String key);

    /**
     * Listens at a step that calls a function of the author, until the tap is closed.
     *
     * @param sample one event in so many is taken, at least 1
     * @return the tap, or empty if there is no such pipeline or step; fails with an {@link UnavailableException}
     */
    Optional<Tap> tap(String pipeline, String step, int sample);

    /**
     * Where a partition is.
     *
     * @param partitioning name of the step that assigns events to it
     * @param partition its number in the partitioning, from 0
     * @param key its key, if it has only one; empty otherwise
     * @param worker the worker that owns it
     * @param events events assigned to it so far
     * @param health how it is
     */
    record PartitionPlace(
            String partitioning,
            int partition,
            Optional<String> key,
            int worker,
            long events,
            PartitionHealth health) {}

    /**
     * An entity at a moment.
     *
     * @param asOf when it was as it is here
     * @param value the entity, as something that JSON can say
     */
    record LiveEntity(String state, String key, Instant asOf, Object value) {}
}
