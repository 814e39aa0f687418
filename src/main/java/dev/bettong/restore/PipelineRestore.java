package dev.bettong.restore;

import dev.bettong.store.Store;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskPlan;
import dev.bettong.worker.Worker;
import java.util.List;

/** What checkpoints save of a pipeline beside its states and its unsent outputs, and what a recovery makes of it. */
public final class PipelineRestore {

    private final TaskPlan plan;
    private final List<Worker> workers;
    private final TimeRestore time;
    private final CallRestore calls;

    public PipelineRestore(TaskPlan plan, List<Worker> workers, List<Task> tasks) {
        this.plan = plan;
        this.workers = workers;
        this.time = new TimeRestore(plan.pipeline().name(), workers, tasks);
        this.calls = new CallRestore(plan, workers, tasks);
    }

    /** Event loop of a worker: a checkpoint is cut there. */
    public void save(Worker worker) {
        time.save(worker);
        calls.save(worker);
    }

    /**
     * Store thread: gives the workers what the last checkpoint has, before anything that they are given later.
     *
     * @throws dev.bettong.runtime.RuntimeStartException if something cannot be read
     */
    public void restore(Store store) {
        new TimerRestore(store, workers).restore(plan.pipeline(), plan.partitions());
        calls.restore(store); // they hold back the time
        time.restore(store);
        calls.begin();
    }
}
