package dev.bettong.restore;

import dev.bettong.codec.StateCodecs;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.Quantity;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.SavedTimer;
import dev.bettong.state.StepStates;
import dev.bettong.store.Store;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the timers that the last checkpoint has saved to the workers that own their keys now. Used on the store thread. */
final class TimerRestore {

    private static final Logger log = LoggerFactory.getLogger(TimerRestore.class);
    private static final int AT_ONCE = 1_000;

    private final Store store;
    private final List<Worker> workers;

    TimerRestore(Store store, List<Worker> workers) {
        this.store = store;
        this.workers = workers;
    }

    /** A timer that is to be set. */
    private record Restored(Object key, long at) {}

    /**
     * Restores the timers of all steps of a pipeline. They are set before anything that the workers are given later.
     *
     * @param partitions number of partitions for keys without a list
     */
    void restore(Pipeline pipeline, int partitions) {
        for (Step step : pipeline.steps()) {
            if (step.timed()) {
                State<SavedTimer> state = StepStates.timers(pipeline.name(), step);
                restore(state, Partitioning.of(Objects.requireNonNull(step.partitioning()), partitions));
            }
        }
    }

    private void restore(State<SavedTimer> state, Partitioning partitioning) {
        StateCodec<Object> codec = StateCodecs.of(state);
        List<List<Restored>> byWorker = new ArrayList<>();
        workers.forEach(worker -> byWorker.add(new ArrayList<>()));
        AtomicLong unknown = new AtomicLong();
        store.forEachEntity(state.name(), (encoded, stored) -> {
            SavedTimer timer;
            Object key;
            try {
                timer = (SavedTimer) codec.decode(stored.bytes());
                key = timer.key(encoded);
            } catch (Exception | LinkageError e) {
                throw unreadable(state.name(), e);
            }
            int partition = partitioning.partitionOf(key);
            if (partition == Partitioning.UNKNOWN) {
                unknown.incrementAndGet();
            } else {
                int worker = Task.owner(partition, workers.size());
                byWorker.get(worker).add(new Restored(key, timer.at()));
                if (byWorker.get(worker).size() == AT_ONCE) {
                    set(state.name(), worker, byWorker.set(worker, new ArrayList<>()));
                }
            }
        });
        for (int worker = 0; worker < workers.size(); worker++) {
            set(state.name(), worker, byWorker.get(worker));
        }
        if (unknown.get() > 0) {
            log.warn(
                    "State '{}' has {} whose keys are no longer in the list of the partitioning: they are kept, and do not fire",
                    state.name(),
                    Quantity.of(unknown.get(), "timer"));
        }
    }

    private static RuntimeStartException unreadable(String state, Throwable cause) {
        return new RuntimeStartException(
                "State '%s' has a timer that cannot be read: %s".formatted(state, cause.getMessage()),
                "Give the class of the key back its name and components, or start the version of the application that"
                        + " wrote it. Nothing was changed.",
                cause);
    }

    private void set(String state, int worker, List<Restored> timers) {
        Worker owner = workers.get(worker);
        owner.execute(() -> timers.forEach(timer -> owner.entities().restoreTimer(state, timer.key(), timer.at())));
    }
}
