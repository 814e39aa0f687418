package dev.bettong.chain;

import java.util.SortedMap;

/**
 * The segments from which events come to another one.
 *
 * @param segments their numbers
 * @param lags how far what comes of each can be behind its time, in milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Upstream(int[] segments, long[] lags) {

    /** @param lags by segment */
    static Upstream of(SortedMap<Integer, Long> lags) {
        return new Upstream(
                lags.keySet().stream().mapToInt(Integer::intValue).toArray(),
                lags.values().stream().mapToLong(Long::longValue).toArray());
    }
}
