package dev.bettong.embedded;

import dev.bettong.checkpoint.DurablePipeline;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.runtime.PipelineFailedException;
import dev.bettong.state.StateAccessException;
import dev.bettong.store.StoreException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fails a pipeline together with those that share state with it. Thread-safe. */
final class FailedEnd {

    private static final Logger log = LoggerFactory.getLogger(FailedEnd.class);

    private final PipelineLife life;
    private final Runnable abandon;
    private List<DurablePipeline> sharers = List.of(); // set while wiring

    /**
     * Has failed nothing yet.
     *
     * @param abandon stops the sources of the pipeline and discards its events
     */
    FailedEnd(PipelineLife life, Runnable abandon) {
        this.life = life;
        this.abandon = abandon;
    }

    /** While wiring: pipelines that must fail together with this one. */
    void sharesStateWith(List<DurablePipeline> others) {
        sharers = others;
    }

    /** Fails the pipeline, and logs why. */
    void failed(Throwable cause) {
        if (!(cause instanceof PipelineFailedException)) { // which is about what a function has thrown
            FatalErrors.check(cause);
        }
        if (!end(String.valueOf(cause.getMessage()))) {
            return;
        }
        String pipeline = life.pipeline();
        if (cause instanceof PipelineFailedException || cause instanceof StateAccessException) {
            log.error("Pipeline '{}' has failed: {}", pipeline, cause.getMessage()); // their causes may quote data
        } else if (cause instanceof StoreException broken) {
            log.error("Pipeline '{}' has failed: {}. {}", pipeline, broken.getMessage(), broken.action(), broken);
        } else {
            log.error("Pipeline '{}' has failed with an internal error; please report it", pipeline, cause);
        }
    }

    /** Fails the pipeline and its sharers, without logging; returns false if it had failed before. */
    boolean end(String reason) {
        if (!endAlone(reason)) {
            return false;
        }
        String shared = "pipeline '%s' has failed, which shares state with it".formatted(life.pipeline());
        sharers.forEach(each -> each.endWithSharer(shared));
        return true;
    }

    /** A pipeline that it shares state with has failed. */
    void endWithSharer(String reason) {
        if (endAlone(reason)) {
            log.error("Pipeline '{}' has failed: {}", life.pipeline(), reason);
        }
    }

    private boolean endAlone(String reason) {
        if (!life.fail(reason)) {
            return false;
        }
        abandon.run();
        return true;
    }
}
