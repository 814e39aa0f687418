package dev.bettong.test;

import dev.bettong.pipeline.Pipeline;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One way of running a scenario.
 *
 * @param crashBefore number of the action before which there is a crash, from 1; {@link #NEVER} for none
 * @param saved whether there is a checkpoint right before it
 */
record Everywhere(int workers, int crashBefore, boolean saved) {

    private static final int NEVER = 0;
    private static final int[] WORKERS = {1, 2, 8};
    private static final int WORKERS_WITH_CHECKPOINTS = 2;

    /** Runs a scenario in all ways. */
    static void run(Consumer<PipelineTest> scenario, Pipeline... pipelines) {
        for (int workers : WORKERS) {
            int actions = new Everywhere(workers, NEVER, false).runOnce(scenario, pipelines);
            for (int action = 1; action <= actions + 1; action++) {
                new Everywhere(workers, action, false).runOnce(scenario, pipelines);
                if (workers == WORKERS_WITH_CHECKPOINTS) {
                    new Everywhere(workers, action, true).runOnce(scenario, pipelines);
                }
            }
        }
    }

    /** Runs a scenario; returns how many actions it had. */
    private int runOnce(Consumer<PipelineTest> scenario, Pipeline... pipelines) {
        AtomicInteger actions = new AtomicInteger();
        Consumer<PipelineTest> hook = test -> {
            if (actions.incrementAndGet() == crashBefore) {
                crash(test);
            }
        };
        try (PipelineTest test = PipelineTest.of(pipelines)
                .workers(workers)
                .seed(workers)
                .durable()
                .beforeAction(hook)) {
            scenario.accept(test);
            if (actions.get() + 1 == crashBefore) {
                crash(test);
            } else if (actions.get() < crashBefore) {
                throw new AssertionError("it had only %d actions this time".formatted(actions.get()));
            }
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError("%s: %s".formatted(this, failed.getMessage()), failed);
        }
        return actions.get();
    }

    private void crash(PipelineTest test) {
        if (saved) {
            test.checkpointBeforeCrash();
        }
        test.crash();
    }

    @Override
    public String toString() {
        String crash = crashBefore == NEVER
                ? ""
                : ", and %sa crash before action %d".formatted(saved ? "a checkpoint and " : "", crashBefore);
        return "with %d workers%s".formatted(workers, crash);
    }
}
