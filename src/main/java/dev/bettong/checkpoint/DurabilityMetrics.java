package dev.bettong.checkpoint;

import dev.bettong.input.DiskHealth;
import dev.bettong.input.SteadyClock;
import dev.bettong.runtime.Checkpoints;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of checkpoints, journal and store. Thread-safe. */
public final class DurabilityMetrics {

    private final MeterRegistry registry;
    private final Timer pause;
    private final Timer duration;
    private final Counter abandoned;
    private final AtomicLong entities = new AtomicLong(); // counted by the store thread, read by scrapes

    /**
     * Registers the meters that exist from the beginning.
     *
     * @param buckets upper bounds of the histograms
     */
    public DurabilityMetrics(MeterRegistry registry, Duration[] buckets) {
        this.registry = registry;
        this.pause = Timer.builder("bettong.checkpoint.pause")
                .description("Time that a worker reads nothing because of a checkpoint")
                .serviceLevelObjectives(buckets)
                .register(registry);
        this.duration = Timer.builder("bettong.checkpoint.duration")
                .description("Time from the beginning of a checkpoint until it is committed")
                .serviceLevelObjectives(buckets)
                .register(registry);
        this.abandoned = Counter.builder("bettong.checkpoint.abandoned")
                .description("Checkpoints abandoned because a worker did not return from a function in time")
                .register(registry);
        FunctionCounter.builder("bettong.checkpoint.entities", entities, AtomicLong::get)
                .description("Entities that checkpoints have saved")
                .register(registry);
    }

    /** Any worker: how long it was paused, in nanoseconds. */
    void paused(long nanos) {
        pause.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** The store thread: a checkpoint was abandoned. */
    void abandoned() {
        abandoned.increment();
    }

    /** The store thread: a checkpoint is committed. */
    void saved(Checkpoints.Checkpoint checkpoint) {
        duration.record(checkpoint.duration());
        entities.addAndGet(checkpoint.entities());
    }

    /** Registers the meters that read from the store, once it is open. */
    void bind(StoreThread loop, DiskHealth disk, SteadyClock clock) {
        TimeGauge.builder(
                        "bettong.checkpoint.age",
                        loop,
                        TimeUnit.MILLISECONDS,
                        from -> Duration.between(from.lookedAt(), clock.instant())
                                .toMillis())
                .description("Time since the last check for changes to save")
                .register(registry);
        Gauge.builder("bettong.journal.size", loop, from -> from.store().journalBytes())
                .description("Approximate size of the journal")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("bettong.store.size", loop, from -> from.store().liveBytes())
                .description("Approximate size of the data directory, without backups")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("bettong.data.directory.unwritable", disk, state -> state.usable() ? 0 : 1)
                .description("1 while the data directory cannot be written")
                .register(registry);
    }
}
