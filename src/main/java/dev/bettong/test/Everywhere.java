package dev.bettong.test;

import dev.bettong.pipeline.Pipeline;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One way of running a scenario. */
final class Everywhere {

    /** No action: there is no crash. */
    static final int NEVER = 0;

    private Everywhere() {}

    /**
     * Runs a scenario; returns how many actions it had.
     *
     * @param crashBefore number of the action before which there is a crash, from 1
     */
    static int run(Consumer<PipelineTest> scenario, Pipeline[] pipelines, int workers, int crashBefore) {
        AtomicInteger actions = new AtomicInteger();
        Consumer<PipelineTest> hook = test -> {
            if (actions.incrementAndGet() == crashBefore) {
                test.crash();
            }
        };
        try (PipelineTest test = PipelineTest.of(pipelines)
                .workers(workers)
                .seed(workers)
                .durable()
                .beforeAction(hook)) {
            scenario.accept(test);
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(
                    "with %d workers%s: %s"
                            .formatted(
                                    workers,
                                    crashBefore == NEVER ? "" : ", and a crash before action %d".formatted(crashBefore),
                                    failed.getMessage()),
                    failed);
        }
        return actions.get();
    }
}
