package dev.bettong.embedded;

import dev.bettong.worker.Backpressure;
import dev.bettong.worker.FrameTracer;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskListener;
import dev.bettong.worker.TaskPlan;
import dev.bettong.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the tasks of a pipeline, one on each worker, connects them, and comes to them. */
final class PipelineTasks {

    private static final Logger log = LoggerFactory.getLogger(PipelineTasks.class);

    private PipelineTasks() {}

    /** The tasks by worker. */
    static List<Task> of(
            TaskPlan plan,
            RuntimeContext context,
            SinkConnections sinks,
            TaskListener listener,
            Backpressure backpressure) {
        List<Worker> workers = context.workers();
        List<Task> tasks = new ArrayList<>();
        for (Worker worker : workers) {
            FrameTracer tracer = context.tracing() == null
                    ? null
                    : context.tracing().of(plan.pipeline().name(), worker.index());
            tasks.add(new Task(plan, worker, workers.size(), sinks.outlets(worker), listener, tracer));
        }
        connect(tasks, backpressure, context.settings().mailboxCapacity());
        return tasks;
    }

    private static void connect(List<Task> tasks, Backpressure backpressure, long capacity) {
        for (Task from : tasks) {
            for (Task to : tasks) {
                if (from != to) {
                    String name = "mailbox from worker %d to worker %d".formatted(from.worker(), to.worker());
                    Task.connect(from, to, backpressure.limit(name, capacity));
                }
            }
        }
    }

    /** Any thread: has each worker do something with its task, unless it has ended. */
    static void onEach(List<Worker> workers, List<Task> tasks, Consumer<Task> action) {
        for (Worker worker : workers) {
            try {
                worker.loop().execute(() -> action.accept(tasks.get(worker.index())));
            } catch (RejectedExecutionException ended) {
                log.debug("Worker {} has ended, and with it what it would have handled", worker.index());
            }
        }
    }
}
