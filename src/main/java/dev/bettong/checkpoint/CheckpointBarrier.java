package dev.bettong.checkpoint;

import dev.bettong.worker.QuiescePoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Brings all workers to one point between their reads, at which each takes its snapshot and begins to encode its entities.
 * Used on the store thread.
 */
final class CheckpointBarrier {

    private final QuiescePoint quiescePoint;
    private final SnapshotTaker taker;
    private final List<EntityEncoder> encoders; // by worker
    private final CutTimeout timeout;

    CheckpointBarrier(
            QuiescePoint quiescePoint, SnapshotTaker taker, List<EntityEncoder> encoders, CutTimeout timeout) {
        this.quiescePoint = quiescePoint;
        this.taker = taker;
        this.encoders = encoders;
        this.timeout = timeout;
    }

    /**
     * Makes every worker pass the barrier. The workers encode their entities after this has returned.
     *
     * @throws CheckpointAbandonedException if a worker does not return from a function in time; then no worker has passed
     */
    Cut pass() throws InterruptedException, ExecutionException {
        Cut cut = new Cut(taker);
        CompletableFuture<Void> passed = quiescePoint.pass(worker -> {
            cut.take(worker);
            encoders.get(worker.index()).begin(worker.entities(), cut.slices().from(worker.index()));
        });
        Duration limit = timeout.current();
        try {
            passed.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            List<Integer> missing = quiescePoint.missing();
            if (quiescePoint.abandon()) {
                throw timeout.expired(limit, missing);
            }
            passed.get(); // all have arrived
        }
        return cut;
    }
}
