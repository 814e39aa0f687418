/**
 * What survives a crash: input journal, entities, unsent outputs and dead letters, committed together.
 *
 * <h2>Format 1</h2>
 *
 * One RocksDB database in {@code <data-directory>/store}, its copies in {@code <data-directory>/backups}. Numbers in keys
 * are big-endian. Varints are as in Protocol Buffers. Times are milliseconds since 1970: that of
 * a dead letter by the system clock, all others (read, touched, committed, cut) by a steady one, which never jumps; "clock"
 * says how far the two are apart.
 *
 * <pre>
 * column family   key                                     value
 * manifest        "format"                                JSON {format, writtenBy}
 *                 "checkpoint"                            JSON {number, cutAt, positions by partition id, slices, outputs,
 *                                                               lastDeadLetter}: the commit
 *                 "lanes"                                 JSON {lanes: [{pipeline, input}], sources: [name]}: partitions of the
 *                                                               journal and sources, by their ids (sources from 1)
 *                 "schemas"                               JSON {schemas: {state: text}}
 *                 "pauses"                                JSON {pauses: {pipeline: {since, reason}}}
 *                 "clock"                                 JSON {wall, steady}: what the clocks read last
 * journal         partition id (4), position (8)          source id (2; 0 in format 1), time (6), records
 *                                                           varint 2 x length, payload: a frame
 *                                                           varint 2 x length + 1, body: varint length, tag of the
 *                                                           reason, varint length, detail, bytes: what is no frame
 * pending         checkpoint (8), 0 (1), slice (4)        entities: varint 1 + length, state (0: the same as before),
 *                                                           varint length, key, varint 1 + length, touched (8), bytes
 *                                                           (0: the entity is no more)
 *                 checkpoint (8), 1 (1), piece (4)        varint length, pipeline, varint length, sink, varint worker,
 *                                                           varint count, messages: varint length, bytes
 * state:NAME      encoded key                             touched (8; at most: a timer keeps it), bytes of the codec
 * dead-letters    id (8)                                  CBOR {pipeline, step, reason, partition, cause, time, frame,
 *                                                               committed}
 * </pre>
 *
 * Beside the files of RocksDB lies {@code truncationGuard}, see {@code TruncationGuard}. A store without it is complete all the same.
 *
 * <p>{@code checkpoint} is what counts: with one atomic write of it, the pending entities and outputs of its number are
 * valid, and the journal up to its positions is not needed any more. All the rest can be done again after a crash.
 */
@NullMarked
package dev.bettong.store;

import org.jspecify.annotations.NullMarked;
