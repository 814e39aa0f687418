package dev.bettong.keys;

import dev.bettong.pipeline.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which partition a key belongs to. Immutable, for all threads. */
public sealed interface Partitioning {

    /** Partition of a key that belongs to none. */
    int UNKNOWN = -1;

    /**
     * Compiles a declared partitioning.
     *
     * @param partitions number of partitions for keys without a list
     */
    static Partitioning of(Step.Partitioning step, int partitions) {
        return switch (step) {
            case Step.Partition partition -> new Hashed(partitions);
            case Step.FixedPartition partition -> new Fixed(partition.keys());
            case Step.Collect collect -> new Single();
        };
    }

    /** Number of partitions. */
    int count();

    /** The key's partition, from 0 to {@link #count()} exclusive, or {@link #UNKNOWN}. */
    int partitionOf(Object key);

    /** Whether a partition holds one key only. */
    boolean oneKeyEach();

    /** Any key; it belongs to the partition of its hash. */
    record Hashed(int count) implements Partitioning {

        @Override
        public int partitionOf(Object key) {
            long mixed = Integer.toUnsignedLong(mix(key.hashCode()));
            return (int) ((mixed * count) >>> Integer.SIZE); // as even as a remainder, without the division
        }

        /** MurmurHash3's finalizer: the hash codes of numbers differ only in a few bits. */
        private static int mix(int hash) {
            int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
            mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
            return mixed ^ (mixed >>> 16);
        }

        @Override
        public boolean oneKeyEach() {
            return false;
        }
    }

    /** The keys of a list; each is a partition. */
    final class Fixed implements Partitioning {

        private final Map<Object, Integer> partitions = new HashMap<>();

        public Fixed(List<?> keys) {
            for (Object key : keys) {
                partitions.put(key, partitions.size());
            }
        }

        @Override
        public int count() {
            return partitions.size();
        }

        @Override
        public int partitionOf(Object key) {
            Integer partition = partitions.get(key);
            return partition == null ? UNKNOWN : partition;
        }

        @Override
        public boolean oneKeyEach() {
            return true;
        }
    }

    /** One partition for everything. */
    record Single() implements Partitioning {

        /** The one key. */
        public static final Object KEY = "all";

        @Override
        public int count() {
            return 1;
        }

        @Override
        public int partitionOf(Object key) {
            return 0;
        }

        @Override
        public boolean oneKeyEach() {
            return true;
        }
    }
}
