package dev.bettong.runtime;

import org.jspecify.annotations.Nullable;

/**
 * How a partition is.
 *
 * @param detail why, for a status that is not {@link PartitionStatus#OK}; never a key
 * @param hotKey the key that makes it {@link PartitionStatus#SKEWED}, or {@code null}
 */
public record PartitionHealth(
        PartitionStatus status,
        @Nullable String detail,
        @Nullable HotKey hotKey) {

    public static final PartitionHealth OK = new PartitionHealth(PartitionStatus.OK, null, null);

    /**
     * A key that comes very often.
     *
     * @param key the beginning of its text
     * @param share its share of all events that the partitioning has assigned of late, from 0 to 1
     */
    public record HotKey(String key, double share) {}
}
