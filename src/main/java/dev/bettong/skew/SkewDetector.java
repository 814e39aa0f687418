package dev.bettong.skew;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Finds the keys that keep a partitioning from spreading its events: a key has one worker, so more workers are of no use
 * to it. Such a key makes up more than half of what the partitioning brings to its worker, and comes more than three times
 * as often as the others on average: of a few keys that come equally often, none is to blame.
 */
public final class SkewDetector {

    private static final double MOST = 0.5;
    private static final double TIMES_THE_OTHERS = 3;

    /** With fewer the shares are mere chance. */
    private static final long MIN_SAMPLES = 32;

    private final int partitions;
    private final IntUnaryOperator owners;

    /**
     * Prepares it for one partitioning.
     *
     * @param owners the worker of each partition
     */
    public SkewDetector(int partitions, IntUnaryOperator owners) {
        this.partitions = partitions;
        this.owners = owners;
    }

    /**
     * A key that comes very often.
     *
     * @param share its share of all events of the partitioning, from 0 to 1
     * @param shareOfWorker its share of those that the partitioning brings to its worker, from 0 to 1
     */
    public record Found(Object key, int partition, double share, double shareOfWorker) {}

    /**
     * The keys, one for each worker at most.
     *
     * @param loads what all workers assign to the partitions
     */
    public List<Found> in(List<PartitionLoad> loads) {
        if (partitions == 1 || loads.stream().mapToLong(PartitionLoad::samples).sum() < MIN_SAMPLES) {
            return List.of();
        }
        Map<Object, HotKeys.Counted> keys = new HashMap<>();
        for (PartitionLoad load : loads) {
            for (HotKeys.Counted counted : load.keys()) {
                keys.merge(counted.key(), counted, SkewDetector::sum);
            }
        }
        double total = keys.values().stream().mapToLong(HotKeys.Counted::count).sum();
        List<Found> found = new ArrayList<>();
        for (HotKeys.Counted each : keys.values()) {
            double share = each.certain() / total;
            double others = keys.size() == 1 ? 0 : (1 - share) / (keys.size() - 1);
            if (share > TIMES_THE_OTHERS * others) {
                double ofWorker = shareOf(owners.applyAsInt(each.partition()), loads);
                double shareOfWorker = share / Math.max(share, ofWorker); // which are counted apart
                if (shareOfWorker > MOST) {
                    found.add(new Found(each.key(), each.partition(), share, shareOfWorker));
                }
            }
        }
        return found;
    }

    private static HotKeys.Counted sum(HotKeys.Counted a, HotKeys.Counted b) {
        return new HotKeys.Counted(a.key(), a.partition(), a.count() + b.count(), a.error() + b.error());
    }

    private double shareOf(int worker, List<PartitionLoad> loads) {
        double all = events(IntStream.range(0, partitions), loads);
        return events(IntStream.range(0, partitions).filter(each -> owners.applyAsInt(each) == worker), loads) / all;
    }

    private static double events(IntStream partitions, List<PartitionLoad> loads) {
        return partitions
                .mapToLong(each ->
                        loads.stream().mapToLong(load -> load.events(each)).sum())
                .sum();
    }
}
