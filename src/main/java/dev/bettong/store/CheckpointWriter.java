package dev.bettong.store;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.store.ManifestDocument.Commit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Writes one checkpoint. Used by the store's thread only.
 *
 * <pre>
 * save*, saveOutputs*, keepOutputs -> commit -> apply
 *         |
 *         `-> abandon
 * </pre>
 *
 * Each call that fails with a retryable {@link StoreException} may be made again with the same arguments, also after
 * {@link Store#reopen()}.
 */
public final class CheckpointWriter {

    private static final int MAX_PIECE_BYTES = 256 * 1024;

    private final long number;
    private final Database database;
    private final TruncationGuard truncationGuard;
    private final ManifestStore manifestStore;
    private final StagedCheckpoint pending;
    private final JournalTruncation trim;
    private final DeadLetterTable deadLetters;
    private int slices;
    private int outputs;
    private @Nullable Commit commit; // from the first try on
    private List<DeadLetter> numbered = List.of();
    private boolean committed;

    CheckpointWriter(
            long number,
            Database database,
            TruncationGuard truncationGuard,
            ManifestStore manifestStore,
            StagedCheckpoint pending,
            JournalTruncation trim,
            DeadLetterTable letters) {
        this.number = number;
        this.database = database;
        this.truncationGuard = truncationGuard;
        this.manifestStore = manifestStore;
        this.pending = pending;
        this.trim = trim;
        this.deadLetters = letters;
    }

    /** Writes entities next to the valid ones. The slice may be filled again afterwards. */
    public void save(EntitySlice slice) {
        checkOpen();
        pending.save(number, slices, slice);
        slices++;
    }

    /** Writes messages that a sink has not yet sent, in order; several calls for one sink add up. */
    public void saveOutputs(String pipeline, String sink, int worker, List<byte[]> messages) {
        checkOpen();
        int savedBefore = outputs;
        try {
            int from = 0;
            while (from < messages.size()) {
                int to = endOfPiece(messages, from);
                pending.save(number, outputs, new SavedOutputs(pipeline, sink, worker, messages.subList(from, to)));
                outputs++;
                from = to;
            }
        } catch (StoreException e) {
            outputs = savedBefore;
            throw e;
        }
    }

    /** Saves once more what the last checkpoint has of these pipelines' outputs: they stay as they were. */
    public void keepOutputs(Set<String> pipelines) {
        checkOpen();
        Commit last = manifestStore.manifestDocument().checkpoint();
        int savedBefore = outputs;
        try {
            for (int piece = 0; piece < last.outputs() && !pipelines.isEmpty(); piece++) {
                SavedOutputs saved = pending.outputs(last.number(), piece, last.outputs());
                if (pipelines.contains(saved.pipeline())) {
                    saveOutputs(saved.pipeline(), saved.sink(), saved.worker(), saved.messages());
                }
            }
        } catch (StoreException e) {
            outputs = savedBefore;
            throw e;
        }
    }

    /** Behind as many messages as make a write of moderate size, at least one. */
    private static int endOfPiece(List<byte[]> messages, int from) {
        int to = from;
        long bytes = 0;
        do {
            bytes += messages.get(to++).length;
        } while (to < messages.size() && bytes + messages.get(to).length <= MAX_PIECE_BYTES);
        return to;
    }

    private void checkOpen() {
        if (commit != null) {
            throw new IllegalStateException("Checkpoint %d is committed, or may be".formatted(number));
        }
    }

    /**
     * Makes the checkpoint valid, and returns when it is safe on disk. From here on a recovery begins with it.
     *
     * <p>A call that failed may have succeeded all the same: the only way on is to call it again, not {@link #abandon()}.
     *
     * @param positions the last journal position of each partition that the entities reflect; partitions that are missing stay
     *     where they were
     * @param cutAt when the cut was made, by the steady clock; the ages of the letters count from then
     * @param letters new letters; their ids are ignored, each gets the next one in the order of their times
     * @throws IllegalArgumentException if a position is before that of the last checkpoint
     */
    public void commit(Map<JournalPartition, Long> positions, Instant cutAt, List<DeadLetter> letters) {
        if (committed) {
            throw new IllegalStateException("Checkpoint %d is committed".formatted(number));
        }
        Commit next = commit == null ? prepare(positions, cutAt, letters) : commit;
        database.run("commit checkpoint %d in".formatted(number), open -> writeOnce(open, next));
        database.sync(next.positions().size());
        truncationGuard.committed(number);
        manifestStore.committed(next);
        committed = true;
    }

    private Commit prepare(Map<JournalPartition, Long> positions, Instant cutAt, List<DeadLetter> letters) {
        positions.keySet().forEach(manifestStore::idOf);
        ManifestDocument before = manifestStore.manifestDocument();
        List<Long> byId = before.positions(positions);
        for (int partition = 0; partition < byId.size(); partition++) {
            if (byId.get(partition) < before.checkpoint().position(partition)) {
                throw new IllegalArgumentException("Position %d of %s is before %d, where the last checkpoint is"
                        .formatted(
                                byId.get(partition),
                                before.partitionTable().describe(partition),
                                before.checkpoint().position(partition)));
            }
        }
        long id = before.checkpoint().lastDeadLetter();
        List<DeadLetter> withIds = new ArrayList<>();
        // Workers hand them over one after the other, so their order is that of each worker alone.
        for (DeadLetter letter :
                letters.stream().sorted(Comparator.comparing(DeadLetter::time)).toList()) {
            withIds.add(letter.withId(++id));
        }
        numbered = List.copyOf(withIds);
        commit = new Commit(number, cutAt, byId, slices, outputs, id);
        return commit;
    }

    /** Not again if an earlier try failed only afterwards: dead letters may have been removed since. */
    private void writeOnce(OpenDatabase open, Commit next) throws RocksDBException {
        if (manifestStore.stored(open).number() == number) {
            return;
        }
        try (WriteBatch batch = new WriteBatch()) {
            batch.put(open.family(OpenDatabase.MANIFEST), ManifestDocument.CHECKPOINT_KEY, ManifestDocument.json(next));
            for (DeadLetter letter : numbered) {
                DeadLetterTable.put(open, batch, letter, next.cutAt());
            }
            open.write(batch);
        }
        deadLetters.added(numbered, next.cutAt()); // in here: once it is opened anew, it is known what is there
    }

    /**
     * Moves the entities of the committed checkpoint to where {@link Store#entity} finds them, in small writes, and
     * deletes what is no longer needed: the journal up to its positions, the outputs of the checkpoint before.
     */
    public void apply() {
        if (!committed) {
            throw new IllegalStateException("Checkpoint %d is not committed".formatted(number));
        }
        pending.apply(number, slices);
        pending.deleteApplied(number);
        trim.to(manifestStore.manifestDocument().checkpoint().positions());
    }

    /** Deletes what was saved. The number can be used again. */
    public void abandon() {
        checkOpen();
        pending.deleteFrom(number);
    }
}
