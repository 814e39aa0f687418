package dev.bettong.store;

import org.jspecify.annotations.Nullable;

/**
 * Where a sweep for expired entities stopped.
 *
 * @param deleted entities deleted by this step
 * @param cursor where the next step begins, or {@code null} if all entities were seen
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Sweep(int deleted, byte @Nullable [] cursor) {}
