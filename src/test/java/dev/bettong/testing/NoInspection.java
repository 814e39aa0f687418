package dev.bettong.testing;

import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.LatencyHistogram;
import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.Tap;
import dev.bettong.runtime.WorkerStatus;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Shows nothing. */
public class NoInspection implements Inspection {

    @Override
    public Optional<PipelineGraph> graph(String pipeline) {
        return Optional.empty();
    }

    @Override
    public List<PartitionPlace> partitions(String pipeline) {
        return List.of();
    }

    @Override
    public Optional<LatencyHistogram> latencies(String pipeline) {
        return Optional.empty();
    }

    @Override
    public Optional<Tap> tap(String pipeline, String step, int sample) {
        return Optional.empty();
    }

    @Override
    public List<WorkerStatus> workers() {
        return List.of();
    }

    @Override
    public List<String> states() {
        return List.of();
    }

    @Override
    public CompletableFuture<Optional<LiveEntity>> entity(String state, String key) {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
