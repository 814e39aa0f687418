package dev.bettong.chain;

import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.FailureText;
import dev.bettong.runtime.PipelineFailedException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the failures of one kind at one place of a pipeline on one worker, and does what the pipeline's policy says.
 *
 * <p>Logs the first failure and then at most one every ten seconds, with the place in the code and never a message of
 * the exception, since that may quote the payload. Plain fields: the worker writes them, scrapes read them and may see
 * them late.
 */
public final class FailureCounter {

    private static final Logger log = LoggerFactory.getLogger(FailureCounter.class);
    private static final long LOG_INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final String pipeline;
    private final String place;
    private final FailureReason reason;
    private final FailurePolicy policy;
    private final OperatorContext ports;
    private final LongSupplier nanoTime;
    private long count;
    private long logged;
    private long loggedAt;

    FailureCounter(
            String pipeline,
            String place,
            FailureReason reason,
            FailurePolicy policy,
            OperatorContext ports,
            LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.place = place;
        this.reason = reason;
        this.policy = policy;
        this.ports = ports;
        this.nanoTime = nanoTime;
    }

    /** The step, source or sink at which it happened. */
    public String place() {
        return place;
    }

    public FailureReason reason() {
        return reason;
    }

    /** Failures so far. */
    public long count() {
        return count;
    }

    /**
     * Counts what a function of the author threw.
     *
     * @param partition the partition that the event is in, or {@link Operator#NO_PARTITION}
     * @throws PipelineFailedException if the policy is {@link FailurePolicy#FAIL}
     */
    void threw(Throwable thrown, int partition) {
        threw(thrown, partition, () -> null);
    }

    /**
     * Counts what a function of the author threw that was called for an event.
     *
     * @param at where it was called
     * @param partition the partition that the event is in, or {@link Operator#NO_PARTITION}
     * @throws PipelineFailedException if the policy is {@link FailurePolicy#FAIL}
     */
    void threw(Throwable thrown, EntryPoints.Place at, Object event, Object key, int partition) {
        threw(thrown, partition, () -> at.failed(event, key));
    }

    /** Counts what the last attempt of a call has ended with. */
    void threw(Throwable thrown, int attempts, EntryPoints.Place at, Object event, Object key, int partition) {
        String before = attempts == 1 ? "" : "%d attempts, the last one: ".formatted(attempts);
        failed(
                () -> before + FailureText.withoutMessage(thrown),
                () -> ports.deadLetter(
                        place, reason, partition, before + FailureText.withMessage(thrown), at.failed(event, key)),
                thrown);
    }

    private void threw(Throwable thrown, int partition, Supplier<@Nullable FailedEvent> event) {
        failed(
                () -> FailureText.withoutMessage(thrown),
                () -> ports.deadLetter(place, reason, partition, FailureText.withMessage(thrown), event.get()),
                thrown);
    }

    /**
     * Counts what a function of the author threw that was not called for an event.
     *
     * @param call what it was called for; it may quote a key, and is not logged
     */
    void threw(Throwable thrown, int partition, String call) {
        failed(
                () -> FailureText.withoutMessage(thrown),
                () -> ports.deadLetterWithoutFrame(
                        place, reason, partition, "%s: %s".formatted(call, FailureText.withMessage(thrown))),
                thrown);
    }

    /**
     * Counts a failure.
     *
     * @param detail what happened, without any of the payload
     * @param partition the partition that the event is in, or {@link Operator#NO_PARTITION}
     * @throws PipelineFailedException if the policy is {@link FailurePolicy#FAIL}
     */
    void failed(String detail, int partition) {
        failed(() -> detail, () -> ports.deadLetter(place, reason, partition, detail, null), null);
    }

    /**
     * Counts a failure of an event.
     *
     * @param detail what happened, without any of the payload
     * @param at where it happened
     * @param partition the partition that the event is in, or {@link Operator#NO_PARTITION}
     * @throws PipelineFailedException if the policy is {@link FailurePolicy#FAIL}
     */
    void failed(String detail, EntryPoints.Place at, Object event, Object key, int partition) {
        failed(() -> detail, () -> ports.deadLetter(place, reason, partition, detail, at.failed(event, key)), null);
    }

    /**
     * Asks for the detail only if someone will read it: a client may decide how often this happens.
     *
     * @param keep makes a dead letter, if the policy is to keep one
     */
    private void failed(Supplier<String> detail, Runnable keep, @Nullable Throwable thrown) {
        count++;
        ports.failed(place, reason);
        switch (policy) {
            case DEAD_LETTER -> {
                keep.run();
                log("keeps {} as dead letters", detail);
            }
            case SKIP -> log("skipped {}", detail);
            case FAIL ->
                throw new PipelineFailedException(
                        "%s at '%s': %s".formatted(reason.tag(), place, detail.get()), thrown);
        }
    }

    private void log(String what, Supplier<String> detail) {
        long now = nanoTime.getAsLong();
        if (logged != 0 && now - loggedAt < LOG_INTERVAL) {
            return;
        }
        loggedAt = now;
        long since = count - logged;
        logged = count;
        log.atWarn()
                .addKeyValue("pipeline", pipeline)
                .addKeyValue("step", place)
                .addKeyValue("reason", reason.tag())
                .log("Pipeline '{}' " + what + " at '{}' ({}): {}", pipeline, since, place, reason.tag(), detail.get());
    }
}
