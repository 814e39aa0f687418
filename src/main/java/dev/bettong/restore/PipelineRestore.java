package dev.bettong.restore;

import dev.bettong.store.Store;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskPlan;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What checkpoints save of a pipeline beside its states and its unsent outputs, and what a recovery makes of it. */
public final class PipelineRestore {

    private final TaskPlan plan;
    private final List<Worker> workers;
    private final TimeRestore time;
    private final CallRestore calls;
    private final PositionRestore positions;
    private final RunEnd runEnd;

    /** @param tasks by worker */
    public PipelineRestore(TaskPlan plan, List<Worker> workers, List<Task> tasks, Clocks clocks) {
        this.plan = plan;
        this.workers = workers;
        this.time = new TimeRestore(plan.pipeline().name(), workers, tasks);
        this.calls = new CallRestore(plan, workers, tasks, clocks);
        this.positions = new PositionRestore(plan.pipeline(), workers, tasks);
        this.runEnd = new RunEnd(workers, tasks);
    }

    /**
     * What time it is.
     *
     * @param system of events that bring no time with them
     * @param steady of the store
     */
    public record Clocks(Clock system, Clock steady) {}

    /** Event loop of a worker: a checkpoint is cut there. */
    public void save(Worker worker) {
        time.save(worker);
        calls.save(worker);
        positions.save(worker);
    }

    /**
     * Store thread: gives the workers what the last checkpoint has.
     *
     * @return completes when they have it
     * @throws dev.bettong.runtime.RuntimeStartException if something cannot be read
     */
    public CompletableFuture<Void> restore(Store store) {
        new TimerRestore(store, workers).restore(plan.pipeline(), plan.partitions());
        calls.restore(store); // they hold back the time
        time.restore(store);
        calls.begin();
        positions.restore(store);
        return CompletableFuture.allOf(workers.stream()
                .map(worker -> CompletableFuture.runAsync(() -> {}, worker::execute))
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Store thread, behind the replay, again and again until it is true: the streams of the run before have ended. */
    public boolean endRun() {
        return runEnd.over();
    }

    /** Store thread: whether there were any. */
    public boolean runEnded() {
        return runEnd.endedAny();
    }
}
