package dev.bettong.watch;

import dev.bettong.runtime.PartitionHealth;
import dev.bettong.runtime.PartitionHealth.HotKey;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.ShownText;
import dev.bettong.runtime.WorkerStatus;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.skew.SkewDetector;
import dev.bettong.worker.Task;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says how the partitions of a pipeline are, from what its pipeline and its workers show at a moment. Of several things
 * that are the matter it tells the one that explains the others.
 */
public final class PartitionHealthCheck {

    /** Late all the time by more than this, a worker is slow: events wait for it several times as long. */
    private static final Duration LATE = Duration.ofMillis(50);

    /** Below that share of a core a worker has time for any key. */
    private static final double BUSY = 0.25;

    private final PipelineStatus pipeline;
    private final List<WorkerStatus> workers;
    private final Duration limit;

    /**
     * Prepares it.
     *
     * @param limit how long a call may last before its partitions count as stalled
     */
    public PartitionHealthCheck(PipelineStatus pipeline, List<WorkerStatus> workers, Duration limit) {
        this.limit = limit;
        this.pipeline = pipeline;
        this.workers = workers;
    }

    /**
     * The partitions of one partitioning, by their number.
     *
     * @param counters its counters on all workers
     */
    public PartitionHealth[] of(List<PartitionCounters> counters) {
        int partitions = counters.getFirst().partitions();
        Map<Integer, SkewDetector.Found> hot = new HashMap<>();
        new SkewDetector(partitions, this::owner)
                .in(counters.stream().map(PartitionCounters::load).toList())
                .forEach(found -> hot.put(found.partition(), found));
        PartitionHealth[] health = new PartitionHealth[partitions];
        for (int i = 0; i < partitions; i++) {
            health[i] = health(workers.get(owner(i)), hot.get(i));
        }
        return health;
    }

    private int owner(int partition) {
        return Task.owner(partition, workers.size());
    }

    private PartitionHealth health(WorkerStatus worker, SkewDetector.@Nullable Found hot) {
        WorkerStatus.Call call = worker.call();
        if (call != null && call.lasts().compareTo(limit) > 0) {
            return stalled("worker %d has been in one call for %d s: %s"
                    .formatted(worker.worker(), call.lasts().toSeconds(), call.place()));
        }
        return switch (pipeline.status()) {
            case FAILED -> stalled("the pipeline has failed: " + pipeline.detail());
            case STARTING, RECOVERING -> new PartitionHealth(PartitionStatus.RECOVERING, pipeline.detail(), null);
            case STOPPED -> new PartitionHealth(PartitionStatus.PAUSED, "the pipeline was drained", null);
            case RUNNING, BACKPRESSURED, DEGRADED, PAUSED, DRAINING -> working(worker, hot);
        };
    }

    private static PartitionHealth stalled(String detail) {
        return new PartitionHealth(PartitionStatus.STALLED, detail, null);
    }

    private PartitionHealth working(WorkerStatus worker, SkewDetector.@Nullable Found hot) {
        boolean late = worker.lag().compareTo(LATE) > 0;
        if (hot != null && (late || worker.busy() >= BUSY)) {
            return new PartitionHealth(
                    PartitionStatus.SKEWED,
                    "one key has %s of the events, and %s of those of worker %d"
                            .formatted(percent(hot.share()), percent(hot.shareOfWorker()), worker.worker()),
                    new HotKey(ShownText.ofKey(hot.key()), hot.share()));
        }
        if (late) {
            return new PartitionHealth(
                    PartitionStatus.SLOW,
                    "worker %d is late by %d ms or more"
                            .formatted(worker.worker(), worker.lag().toMillis()),
                    null);
        }
        if (pipeline.operatorPause() != null) {
            return new PartitionHealth(
                    PartitionStatus.PAUSED, pipeline.operatorPause().text(), null);
        }
        return pipeline.backpressure() == null
                ? PartitionHealth.OK
                : new PartitionHealth(PartitionStatus.BACKPRESSURED, pipeline.detail(), null);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
