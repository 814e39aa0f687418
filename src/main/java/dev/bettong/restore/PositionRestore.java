package dev.bettong.restore;

import dev.bettong.codec.StateCodecs;
import dev.bettong.keys.KeyCodec;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.runtime.StreamOwner;
import dev.bettong.state.InternalState;
import dev.bettong.state.SavedPositions;
import dev.bettong.state.StepStates;
import dev.bettong.store.Store;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves how far the streams of a pipeline's sources have come with each checkpoint, and gives it back to another run. */
final class PositionRestore {

    private static final Logger log = LoggerFactory.getLogger(PositionRestore.class);

    private final State<SavedPositions> state;
    private final Set<String> sources;
    private final List<Worker> workers;
    private final List<Task> tasks; // by worker
    private final List<InternalState<Integer, SavedPositions>> entities; // by worker; empty if nothing is ever saved
    private final List<Integer> obsolete = new ArrayList<>(); // workers of earlier runs; for the first worker

    PositionRestore(Pipeline pipeline, List<Worker> workers, List<Task> tasks) {
        this.state = StepStates.positions(pipeline.name());
        this.sources = pipeline.sources().stream().map(Source::name).collect(Collectors.toSet());
        this.workers = workers;
        this.tasks = tasks;
        this.entities = StepStates.hasPositions(pipeline)
                ? workers.stream()
                        .map(worker -> worker.entities().<Integer, SavedPositions>internal(state))
                        .toList()
                : List.of();
    }

    /** Event loop of a worker: the checkpoint that is cut now saves its positions. */
    void save(Worker worker) {
        if (entities.isEmpty()) {
            return;
        }
        Task task = tasks.get(worker.index());
        if (task.positions().save()) {
            entities.get(worker.index()).save(worker.index(), task.positions().saved());
        }
        if (worker.index() == 0) {
            obsolete.forEach(entities.getFirst()::delete);
            obsolete.clear();
        }
    }

    /** Store thread: restores the positions, before anything that the workers are given later. */
    void restore(Store store) {
        if (entities.isEmpty()) {
            return;
        }
        StateCodec<Object> codec = StateCodecs.of(state);
        Map<String, Map<String, byte[]>> all = new HashMap<>();
        List<Integer> gone = new ArrayList<>();
        store.forEachEntity(state.name(), (key, stored) -> {
            try {
                int worker = (Integer) KeyCodec.decode(key).orElseThrow();
                ((SavedPositions) codec.decode(stored.bytes()))
                        .bySource()
                        .forEach((source, streams) -> all.computeIfAbsent(source, name -> new HashMap<>())
                                .putAll(streams));
                if (worker >= workers.size()) {
                    gone.add(worker);
                }
            } catch (Exception e) {
                throw new RuntimeStartException(
                        "State '%s' has an entity that cannot be read: %s".formatted(state.name(), e.getMessage()),
                        "Start the version of the application that wrote it. Nothing was changed.",
                        e);
            }
        });
        all.forEach(this::restore);
        for (Worker worker : workers) { // each saves its own anew: a stream may have been with another one before
            worker.execute(() -> tasks.get(worker.index()).positions().saveAnew());
        }
        workers.getFirst().execute(() -> obsolete.addAll(gone));
    }

    private void restore(String source, Map<String, byte[]> streams) {
        if (!sources.contains(source)) {
            log.warn(
                    "The positions of {} streams of the source '{}' are dropped: no pipeline reads it",
                    streams.size(),
                    source);
            return;
        }
        streams.forEach((stream, position) -> {
            Worker worker = workers.get(StreamOwner.of(stream, workers.size()));
            worker.execute(() -> tasks.get(worker.index()).positions().restore(source, stream, position));
        });
    }
}
