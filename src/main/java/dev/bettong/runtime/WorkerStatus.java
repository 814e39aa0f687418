package dev.bettong.runtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Snapshot of a worker.
 *
 * @param worker its number, from 0
 * @param busySeconds CPU time that its thread has used so far
 * @param busy share of a core that its thread has used of late
 * @param lag how late its event loop has been all the time of late; milliseconds if it is healthy
 * @param call the call that its thread has been in for a second or more, or {@code null}
 */
public record WorkerStatus(
        int worker,
        double busySeconds,
        double busy,
        Duration lag,
        @Nullable Call call) {

    /**
     * A call that does not return.
     *
     * @param lasts for how long
     * @param inside the innermost call that is not the JDK's, or {@code null} if there is none
     * @param step where in which pipeline, or {@code null} if it is in none
     */
    public record Call(
            Duration lasts,
            @Nullable String inside,
            @Nullable StepPlace step) {

        /** Where it is, as people say it. */
        public String place() {
            String where = step == null ? "outside of the pipelines" : step.text();
            return inside == null ? where : where + ", at " + inside;
        }
    }

    /**
     * A place in a pipeline.
     *
     * @param step name of a step, source or sink
     */
    public record StepPlace(String pipeline, String step) {

        /** The place as people say it. */
        public String text() {
            return "'%s' of pipeline '%s'".formatted(step, pipeline);
        }
    }
}
