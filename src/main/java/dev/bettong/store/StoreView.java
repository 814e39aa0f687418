package dev.bettong.store;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.OperatorPause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * A look at the store of a data directory as it was when it was opened. Writes nothing and takes no lock, so a service may
 * use the directory meanwhile. For one thread; any call may throw a {@link StoreException}.
 */
public final class StoreView implements AutoCloseable {

    private static final int ATTEMPTS = 5;

    private final OpenDatabase open;
    private final StoreErrors diagnosis;
    private final Database database;
    private final ManifestDocument.Format format;
    private final ManifestDocument manifestDocument;
    private final Entities entities;
    private final StagedCheckpoint pending;
    private final DeadLetterTable deadLetters;

    /**
     * The part of a journal that is there.
     *
     * @param first position of the first entry, one behind {@code last} if there is none
     * @param last position of the last entry that there ever was
     */
    public record JournalRange(long first, long last) {

        public long entries() {
            return last + 1 - first;
        }
    }

    private StoreView(StoreSettings settings, OpenDatabase open, StoreErrors diagnosis) throws RocksDBException {
        this.open = open;
        this.diagnosis = diagnosis;
        TruncationGuard nobody = TruncationGuard.detached();
        database = new Database(
                open, nobody, new ManifestChecksumTracker(settings.store(), nobody), DirectoryGuard.none(), diagnosis);
        format = ManifestDocument.checkFormat(open, diagnosis);
        manifestDocument = ManifestDocument.read(open, diagnosis);
        entities = new Entities(database);
        pending = new StagedCheckpoint(database, diagnosis);
        deadLetters = new DeadLetterTable(database);
        deadLetters.load(open);
    }

    /** Whether there is something to look at in a data directory. */
    public static boolean isIn(Path dataDirectory) {
        return Files.isDirectory(StoreSettings.in(dataDirectory).store());
    }

    /** Whether a service uses a data directory at this moment, as far as can be seen. */
    public static boolean inUse(Path dataDirectory) {
        return DirectoryLock.held(StoreSettings.in(dataDirectory));
    }

    /**
     * Opens the store of a data directory.
     *
     * @throws StoreException NEWER_FORMAT, CORRUPT or DISK
     */
    public static StoreView open(Path dataDirectory) {
        StoreSettings settings = StoreSettings.in(dataDirectory);
        StoreErrors diagnosis = new StoreErrors(settings);
        for (int attempt = 1; ; attempt++) {
            try {
                return open(settings, diagnosis);
            } catch (StoreException e) {
                // a service may have replaced files between two looks at them
                if (attempt == ATTEMPTS || e.kind() == StoreException.Kind.NEWER_FORMAT) {
                    throw e;
                }
            }
        }
    }

    private static StoreView open(StoreSettings settings, StoreErrors diagnosis) {
        try {
            OpenDatabase open = new StoreOpener(settings, diagnosis).inspect();
            try {
                return new StoreView(settings, open, diagnosis);
            } catch (RocksDBException | RuntimeException e) {
                open.close();
                throw e;
            }
        } catch (IOException e) {
            throw diagnosis.disk("open", e);
        } catch (RocksDBException e) {
            throw diagnosis.of("open", e);
        }
    }

    /** The format in which it is stored. */
    public int format() {
        return format.format();
    }

    /** The version that made the store. */
    public String writtenBy() {
        return format.writtenBy();
    }

    /** The last committed checkpoint. */
    public Manifest manifest() {
        return manifestDocument.manifest();
    }

    /** The outputs that were unsent at the last checkpoint. */
    public List<SavedOutputs> outputs() {
        return pending.outputs(
                manifestDocument.checkpoint().number(),
                manifestDocument.checkpoint().outputs());
    }

    /** The pipelines that an operator has paused, by name. */
    public Map<String, OperatorPause> pauses() {
        return manifestDocument.pauses();
    }

    /** What the clocks read when that was last stored: for the times of checkpoints, journal and entities. */
    public ClockReading clock() {
        return manifestDocument.clockOrCut();
    }

    /** All partitions that the store has ever seen. */
    public Set<JournalPartition> partitions() {
        return manifestDocument.partitionTable().all();
    }

    /** What is there of the journal of a partition that the store has seen. */
    public JournalRange journal(JournalPartition partition) {
        int id = manifestDocument.partitionTable().id(partition);
        return database.call(
                "read the journal of",
                inside -> new JournalRange(manifestDocument.begin(inside, id), manifestDocument.end(inside, id)));
    }

    /** Reads the journal of a partition that the store has seen, from the entry behind a position. */
    public JournalReader entries(JournalPartition partition, long afterPosition) {
        return new JournalReader(database, diagnosis, manifestDocument.partitionTable(), partition, afterPosition);
    }

    /** Schema text of every state that was ever registered, by name. */
    public Map<String, String> schemas() {
        return manifestDocument.schemas();
    }

    /**
     * The entity of a key as of the last checkpoint, or {@code null} if there is none.
     *
     * @param state name of a state that has a schema
     * @param key encoded key
     */
    public @Nullable Stored entity(String state, byte[] key) {
        Map<ByteBuffer, StagedCheckpoint.Change> changes =
                changes(state, change -> ByteBuffer.wrap(change.key()).equals(ByteBuffer.wrap(key)));
        StagedCheckpoint.Change change = changes.get(ByteBuffer.wrap(key));
        return change == null ? entities.find(state, key) : stored(change);
    }

    /** Visits all entities of a state that has a schema, as of the last checkpoint. */
    public void forEachEntity(String state, Stored.Visitor visitor) {
        Map<ByteBuffer, StagedCheckpoint.Change> changes = changes(state, change -> true);
        entities.forEach(state, (key, entity) -> {
            StagedCheckpoint.Change change = changes.remove(ByteBuffer.wrap(key));
            Stored current = change == null ? entity : stored(change);
            if (current != null) {
                visitor.visit(key, current);
            }
        });
        for (StagedCheckpoint.Change added : List.copyOf(changes.values())) {
            Stored entity = stored(added);
            if (entity != null) {
                visitor.visit(added.key(), entity);
            }
        }
    }

    private static @Nullable Stored stored(StagedCheckpoint.Change change) {
        return change.value() == null ? null : Entities.stored(change.value());
    }

    /** What a crash, or a service at work, has committed and not yet applied; it counts. */
    private Map<ByteBuffer, StagedCheckpoint.Change> changes(String state, Predicate<StagedCheckpoint.Change> wanted) {
        Map<ByteBuffer, StagedCheckpoint.Change> changes = new HashMap<>();
        pending.forEachChange(
                manifestDocument.checkpoint().number(),
                manifestDocument.checkpoint().slices(),
                change -> {
                    if (change.state().equals(state) && wanted.test(change)) {
                        changes.put(ByteBuffer.wrap(change.key()), change);
                    }
                });
        return changes;
    }

    /** The dead letters; only to be read. */
    public DeadLetterTable deadLetters() {
        return deadLetters;
    }

    @Override
    public void close() {
        open.close();
    }
}
