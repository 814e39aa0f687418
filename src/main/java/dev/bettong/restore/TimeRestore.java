package dev.bettong.restore;

import dev.bettong.codec.StateCodecs;
import dev.bettong.keys.KeyCodec;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.InternalState;
import dev.bettong.state.StepStates;
import dev.bettong.store.Store;
import dev.bettong.time.SavedTime;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import dev.bettong.worker.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Saves the time of a pipeline with each checkpoint, and gives it back to the workers of another run. */
final class TimeRestore {

    private final State<SavedTime> state;
    private final List<Worker> workers;
    private final List<Task> tasks; // by worker
    private final List<@Nullable InternalState<Integer, SavedTime>> entities =
            new ArrayList<>(); // by worker; none if nothing is ever saved
    private final List<@Nullable SavedTime> last = new ArrayList<>(); // by worker; what was saved last
    private final List<List<Integer>> obsolete =
            new ArrayList<>(); // workers of earlier runs, by the worker that deletes them

    TimeRestore(String pipeline, List<Worker> workers, List<Task> tasks) {
        this.state = StepStates.time(pipeline);
        this.workers = workers;
        this.tasks = tasks;
        for (Worker worker : workers) {
            boolean timed = tasks.get(worker.index()).time() != null;
            entities.add(timed ? worker.entities().internal(state) : null);
            last.add(null);
            obsolete.add(new ArrayList<>());
        }
    }

    /** Event loop of a worker: the checkpoint that is cut now saves its time. */
    void save(Worker worker) {
        InternalState<Integer, SavedTime> saved = entities.get(worker.index());
        TaskTime time = tasks.get(worker.index()).time();
        if (saved == null || time == null) {
            return;
        }
        SavedTime now = time.saved();
        if (!now.equals(last.set(worker.index(), now))) { // or an idle service would take a checkpoint again and again
            saved.save(worker.index(), now);
        }
        obsolete.get(worker.index()).forEach(saved::delete);
        obsolete.get(worker.index()).clear();
    }

    /**
     * Store thread: restores the time of all workers, before anything that they are given later. If there were more or fewer
     * before, time is for each where it was for the one that was least far.
     */
    void restore(Store store) {
        if (entities.getFirst() == null) {
            return;
        }
        StateCodec<Object> codec = StateCodecs.of(state);
        TreeMap<Integer, SavedTime> saved = new TreeMap<>(); // by worker of the last run
        store.forEachEntity(state.name(), (key, stored) -> {
            try {
                saved.put((Integer) KeyCodec.decode(key).orElseThrow(), (SavedTime) codec.decode(stored.bytes()));
            } catch (Exception e) {
                throw new RuntimeStartException(
                        "State '%s' has an entity that cannot be read: %s".formatted(state.name(), e.getMessage()),
                        "Start the version of the application that wrote it. Nothing was changed.",
                        e);
            }
        });
        if (saved.isEmpty()) {
            return;
        }
        boolean sameWorkers = saved.size() == workers.size() && saved.lastKey() == workers.size() - 1;
        Map<String, Long> least = new HashMap<>();
        saved.values().forEach(each -> each.reached().forEach((name, time) -> least.merge(name, time, Math::min)));
        for (Worker worker : workers) {
            List<SavedTime.Stream> streams = new ArrayList<>();
            saved.forEach((lane, time) -> {
                if (lane % workers.size() == worker.index()) {
                    streams.addAll(time.streams());
                }
            });
            Map<String, Long> reached = sameWorkers
                    ? Objects.requireNonNull(saved.get(worker.index())).reached()
                    : least;
            worker.execute(() -> restore(worker.index(), new SavedTime(reached, streams), saved.keySet()));
        }
    }

    private void restore(int worker, SavedTime time, Iterable<Integer> lanes) {
        TaskTime of = tasks.get(worker).time();
        if (of != null) {
            of.restore(time);
        }
        for (int lane : lanes) {
            if (lane >= workers.size() && lane % workers.size() == worker) {
                obsolete.get(worker).add(lane);
            }
        }
    }
}
