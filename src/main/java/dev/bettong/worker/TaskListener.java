package dev.bettong.worker;

import dev.bettong.pipeline.Step;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/** Hears what happens to a task. Called by the task's worker. */
public interface TaskListener {

    /** The task has stopped for good: the pipeline's policy is to fail, or the engine is broken. */
    void failed(Throwable cause);

    /** The task has dead letters; called at the end of what was handled, for as long as nobody takes them. */
    void collected(DeadLetterCollector letters);

    /** Takes the sampled durations of a step, in nanoseconds. */
    LongConsumer durations(String step);

    /** Takes the durations of the calls of a step, each attempt, in nanoseconds. */
    LongConsumer callDurations(String step);

    /** Takes how many calls of a step wait on a worker beyond those that may be under way, whenever that changes. */
    IntConsumer backlog(Step.Calling step, int worker);
}
