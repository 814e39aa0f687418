package dev.bettong.watch;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much of the old generation a garbage collection cannot free, and the time from one full collection to the
 * next: an operator sees that the heap becomes too small before the process ends. {@link #look} belongs to one thread, the
 * rest is for all.
 */
public final class HeapWatch {

    private static final Logger log = LoggerFactory.getLogger(HeapWatch.class);

    /** Pools of objects that have lived for long, as the collectors of the JDK call them. */
    private static final Set<String> OLD_POOLS =
            Set.of("G1 Old Gen", "Tenured Gen", "PS Old Gen", "ZGC Old Generation", "Shenandoah", "Epsilon Heap");

    /** Collections of the whole heap, as the JDK calls them. */
    private static final Set<String> FULL_COLLECTORS =
            Set.of("G1 Old Generation", "MarkSweepCompact", "PS MarkSweep", "ZGC Major Cycles", "Shenandoah Cycles");

    private static final double ROOM_AGAIN = 0.95; // of the limit, below which it is no longer nearly full

    private final double limit;
    private final Clock clock;
    private final @Nullable MemoryPoolMXBean old;
    private final List<GarbageCollectorMXBean> full;
    private long collections;
    private boolean collected; // at least once since the start
    private long lastCollection; // by System.nanoTime()
    private volatile @Nullable Duration betweenCollections; // written by look, read by all
    private volatile @Nullable Shortage shortage; // written by look, read by all

    /**
     * Begins to watch.
     *
     * @param limit share of the old generation, from 0 to 1, above which it is nearly full after a collection
     * @param clock tells people since when
     */
    public HeapWatch(double limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
        this.old = oldPool().orElse(null);
        this.full = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(collector -> FULL_COLLECTORS.contains(collector.getName()))
                .toList();
        this.collections = count();
    }

    /** The heap is nearly full. */
    public record Shortage(Instant since, String reason) {}

    private static Optional<MemoryPoolMXBean> oldPool() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(pool -> OLD_POOLS.contains(pool.getName()))
                .findFirst();
    }

    private long count() {
        return full.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }

    /** Looks at what the last collections have left; to be called a few times a second. */
    public void look() {
        long now = System.nanoTime();
        long counted = count();
        if (counted > collections) {
            if (collected) {
                betweenCollections = Duration.ofNanos(now - lastCollection).dividedBy(counted - collections);
            }
            collected = true;
            lastCollection = now;
            collections = counted;
        }
        judge(afterCollection(), clock.instant());
    }

    private void judge(double used, Instant now) {
        Shortage before = shortage;
        if (used > limit) {
            String reason = reason(used);
            shortage = new Shortage(before == null ? now : before.since(), reason);
            if (before == null) {
                log.warn(
                        "The heap is nearly full: {}. Give the process more memory (-Xmx), or lower"
                                + " bettong.state.max-memory and the sizes of buffers",
                        reason);
            }
        } else if (before != null && used < limit * ROOM_AGAIN) {
            shortage = null;
            log.info("The heap has room again: {}", reason(used));
        }
    }

    private String reason(double used) {
        Duration between = betweenCollections;
        return "%.0f %% of the old generation is in use after garbage collection".formatted(100 * used)
                + (between == null
                        ? ""
                        : ", and %.1f s lie between full collections".formatted(between.toMillis() / 1000.0));
    }

    /** Share of the old generation that the last collection has left in use, from 0 to 1; 0 before the first one. */
    public double afterCollection() {
        MemoryUsage usage = old == null ? null : old.getCollectionUsage();
        if (usage == null) {
            return 0;
        }
        long max = usage.getMax() > 0 ? usage.getMax() : Runtime.getRuntime().maxMemory();
        return (double) usage.getUsed() / max;
    }

    /** Seconds from the last full collection but one to the last one; not a number before there were two. */
    public double secondsBetweenFullCollections() {
        Duration between = betweenCollections;
        return between == null ? Double.NaN : between.toMillis() / 1000.0;
    }

    /** Since when and how far the heap is nearly full, or {@code null} if it is not. */
    @Nullable
    public Shortage shortage() {
        return shortage;
    }
}
