package dev.bettong.store;

import java.util.Map;

/**
 * How far a database is. All numbers only ever grow.
 *
 * @param sequence RocksDB's number of the last write of any kind
 * @param checkpoint number of the last committed checkpoint
 * @param ends position of the last entry of each partition, by the partition's id
 */
record Progress(long sequence, long checkpoint, Map<Integer, Long> ends) {}
