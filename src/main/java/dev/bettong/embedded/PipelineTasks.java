package dev.bettong.embedded;

import dev.bettong.worker.Backpressure;
import dev.bettong.worker.FrameTracer;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskListener;
import dev.bettong.worker.TaskPlan;
import dev.bettong.worker.Worker;
import java.util.ArrayList;
import java.util.List;

/** Makes the tasks of a pipeline, one on each worker, and connects them. */
final class PipelineTasks {

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
}
