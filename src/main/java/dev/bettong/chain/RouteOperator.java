package dev.bettong.chain;

import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.skew.PartitionCounters;
import java.util.Arrays;

/** Finds the owner of an event's key: the event continues here if it is this worker, and is sent there if not. */
final class RouteOperator extends Operator {

    private final PartitionFunction<Object, Object> by;
    private final Partitioning partitioning;
    private final int segment;
    private final EntryPoints.Place place;
    private final OperatorContext context;
    private final int self;
    private final int[] owners;
    private final PartitionCounters counters;
    private final FailureCounter failures;
    private final FailureCounter unknown;
    private final Operator next;

    /**
     * Makes the operator between two segments of a chain.
     *
     * @param next first operator of the segment that begins behind it
     */
    RouteOperator(Route route, OperatorContext context, PartitionCounters counters, Failures failures, Operator next) {
        this.by = route.by();
        this.partitioning = route.partitioning();
        this.segment = route.segment();
        this.place = route.place();
        this.context = context;
        this.self = context.worker();
        this.owners = new int[partitioning.count()];
        Arrays.setAll(owners, context::owner);
        this.counters = counters;
        this.failures = failures.threw();
        this.unknown = failures.unknown();
        this.next = next;
    }

    /**
     * Where an event goes.
     *
     * @param by gives its key
     * @param segment index of the segment in which it continues
     */
    record Route(
            PartitionFunction<Object, Object> by, Partitioning partitioning, int segment, EntryPoints.Place place) {}

    /** The two ways in which a partitioning can fail. */
    record Failures(FailureCounter threw, FailureCounter unknown) {}

    @Override
    void process(Object event, Object previousKey, int previousPartition) {
        Object key;
        int partition;
        try {
            key = by.partition(event);
            partition = key == null ? Partitioning.UNKNOWN : partitioning.partitionOf(key);
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, previousKey, previousPartition);
            return;
        }
        if (key == null) {
            failures.failed("the partition function returned null", place, event, previousKey, previousPartition);
            return;
        }
        if (partition == Partitioning.UNKNOWN) {
            unknown.failed("the key is not in the list of keys", place, event, previousKey, previousPartition);
            return;
        }
        counters.count(partition, key);
        int owner = owners[partition];
        if (owner == self) {
            next.process(event, key, partition);
        } else {
            context.send(segment, owner, event, key, partition);
        }
    }

    @Override
    Operator handsTo() {
        return next;
    }

    @Override
    String place() {
        return place.name();
    }
}
