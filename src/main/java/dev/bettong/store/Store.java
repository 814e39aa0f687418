package dev.bettong.store;

import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.OperatorPause;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;

/**
 * The data directory of one service: journal, entities, unsent outputs, dead letters, and the manifest that says how
 * they fit together.
 *
 * <p>Event loops append to their journals and read entities. Everything else is done by one thread, the store's; another
 * one may call {@link #sync()}. Any call may throw a {@link StoreException}.
 *
 * <pre>
 * open -> register -> verify -> recover -> replay of every partition -> journal, checkpoint, ... -> close
 * </pre>
 */
public final class Store implements AutoCloseable {

    private final StoreSettings settings;
    private final DirectoryLock lock;
    private final StoreOpener opening;
    private final StoreErrors diagnosis;
    private final Database database;
    private final ManifestStore manifestStore;
    private final TruncationGuard truncationGuard;
    private final Entities entities;
    private final StagedCheckpoint pending;
    private final JournalTruncation trim;
    private final DeadLetterTable deadLetters;
    private final Backups backups;

    private Store(StoreSettings settings, DirectoryLock lock, StoreErrors diagnosis, Clock clock)
            throws IOException, RocksDBException {
        this.settings = settings;
        this.lock = lock;
        this.diagnosis = diagnosis;
        opening = new StoreOpener(settings, diagnosis);
        OpenDatabase open = opening.open();
        try {
            ManifestDocument manifestDocument = ManifestDocument.read(open, diagnosis);
            truncationGuard = opening.truncationGuard(open, manifestDocument.progress(open));
            ManifestChecksumTracker watch = new ManifestChecksumTracker(settings.store(), truncationGuard);
            database = new Database(open, truncationGuard, watch, DirectoryGuard.of(settings), diagnosis);
            manifestStore = new ManifestStore(
                    database, diagnosis, manifestDocument, ManifestDocument.checkFormat(open, diagnosis));
            deadLetters = new DeadLetterTable(database);
            deadLetters.store(deadLetters.load(open));
        } catch (IOException | RocksDBException | RuntimeException e) {
            open.close();
            throw e;
        }
        entities = new Entities(database);
        pending = new StagedCheckpoint(database, diagnosis);
        trim = new JournalTruncation(database);
        backups = new Backups(settings.backups(), database, manifestStore, diagnosis, clock);
    }

    /**
     * Opens the store, or creates it. Nothing is repaired or deleted: if this fails, the directory is as it was.
     *
     * @throws StoreException LOCKED, NEWER_FORMAT, CORRUPT, MISSING or DISK
     */
    public static Store open(StoreSettings settings) {
        return open(settings, Clock.systemUTC());
    }

    static Store open(StoreSettings settings, Clock clock) {
        StoreErrors diagnosis = new StoreErrors(settings);
        try {
            DirectoryLock lock = DirectoryLock.acquire(settings, diagnosis);
            try {
                return new Store(settings, lock, diagnosis, clock);
            } catch (IOException | RocksDBException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw diagnosis.disk("open", e);
        } catch (RocksDBException e) {
            throw diagnosis.of("open", e);
        }
    }

    /** The last committed checkpoint. Any thread. */
    public Manifest manifest() {
        return manifestStore.manifestDocument().manifest();
    }

    /** Schema text of every state that was ever registered, by name. */
    public Map<String, String> schemas() {
        return manifestStore.manifestDocument().schemas();
    }

    /**
     * Registers the states of this run, so that their entities can be read and saved. What is stored of them has to be
     * readable with the new schemas, which take the place of those before; other states stay as they are.
     *
     * @param schemas schema text by name of the state
     */
    public void register(Map<String, String> schemas) {
        manifestStore.register(schemas);
    }

    /** The pipelines that an operator has paused, by name; also those that are no longer there. Any thread. */
    public Map<String, OperatorPause> pauses() {
        return manifestStore.manifestDocument().pauses();
    }

    /**
     * Remembers that an operator has paused a pipeline, or that the pause is over; also after a power cut.
     *
     * @param pause the pause, or {@code null} if it is over
     */
    public void pause(String pipeline, @Nullable OperatorPause pause) {
        manifestStore.pause(pipeline, pause);
        sync();
    }

    /** What the clocks read when that was last stored; in a store without, what they read at its last checkpoint. */
    public ClockReading clock() {
        return manifestStore.manifestDocument().clockOrCut();
    }

    /** Stores what the clocks read now; a power cut may undo it. */
    public void clock(ClockReading now) {
        manifestStore.clock(now);
    }

    /**
     * Reads everything that is on disk and compares it with its checksums. That takes as long as the disk needs for it.
     *
     * @throws StoreException CORRUPT
     */
    public void verify() {
        database.run("verify", open -> open.db().verifyChecksum());
    }

    /**
     * Whether the last run has closed the store in order, and its files still have the same names and sizes. Then there is
     * little need to {@link #verify()}: all was written in full, and what is read is compared with its checksums anyway.
     */
    public boolean stoppedCleanly() {
        return opening.stoppedCleanly();
    }

    /**
     * Makes the entities those of the last committed checkpoint, whatever was under way at the end of the last run. Can
     * be called again.
     *
     * @return the outputs that were unsent then, in the order in which they were saved
     */
    public List<SavedOutputs> recover() {
        ManifestDocument.Commit last = manifestStore.manifestDocument().checkpoint();
        pending.deleteFrom(last.number() + 1);
        pending.apply(last.number(), last.slices());
        pending.deleteApplied(last.number());
        trim.to(last.positions());
        return pending.outputs(last.number(), last.outputs());
    }

    /** All partitions that the store has ever seen. */
    public Set<JournalPartition> partitions() {
        return manifestStore.manifestDocument().partitionTable().all();
    }

    /**
     * Reads the journal of a partition.
     *
     * @param afterPosition begins behind this position, usually that of the manifest
     */
    public JournalReader replay(JournalPartition partition, long afterPosition) {
        return new JournalReader(
                database, diagnosis, manifestStore.manifestDocument().partitionTable(), partition, afterPosition);
    }

    /** The number that a source has in journal entries. */
    public int sourceId(String source) {
        return manifestStore.sourceId(source);
    }

    /** The end of the journal of a partition, to append to. Used by one thread; one writer for a partition at a time. */
    public JournalWriter journal(JournalPartition partition) {
        int id = manifestStore.idOf(partition);
        long end = database.call(
                "read the journal of", open -> manifestStore.manifestDocument().end(open, id));
        return new JournalWriter(database, truncationGuard, deadLetters, id, end);
    }

    /**
     * The entity of a key as of the last checkpoint that was applied, or {@code null} if there is none. Any thread.
     *
     * @param state name of a registered state
     * @param key encoded key
     */
    public @Nullable Stored entity(String state, byte[] key) {
        return entities.find(state, key);
    }

    /**
     * Visits all stored entities of a state, in the order of their keys. What is written meanwhile may or may not be
     * seen.
     */
    public void forEachEntity(String state, Stored.Visitor visitor) {
        entities.forEach(state, visitor);
    }

    /**
     * One step of deleting the entities that were not touched for long.
     *
     * @param state name of a registered state
     * @param olderThanMillis entities touched before this time go, milliseconds since 1970
     * @param cursor where the step before stopped, or {@code null} to begin
     * @param limit entities to look at
     */
    public Sweep sweepExpired(String state, long olderThanMillis, byte @Nullable [] cursor, int limit) {
        return entities.sweep(state, olderThanMillis, cursor, limit);
    }

    /**
     * Begins a checkpoint.
     *
     * @param number the number behind that of the last committed one
     * @throws IllegalArgumentException if it is another number
     */
    public CheckpointWriter checkpoint(long number) {
        long last = manifestStore.manifestDocument().checkpoint().number();
        if (number != last + 1) {
            throw new IllegalArgumentException("Checkpoint %d cannot follow %d".formatted(number, last));
        }
        return new CheckpointWriter(number, database, truncationGuard, manifestStore, pending, trim, deadLetters);
    }

    /** The dead letters. */
    public DeadLetterTable deadLetters() {
        return deadLetters;
    }

    /** Copies of the store. */
    public Backups backups() {
        return backups;
    }

    /** Returns when everything that was appended before the call survives a power cut. Any thread. */
    public void sync() {
        database.sync(partitionsEver());
    }

    /**
     * Looks whether the data directory is still the one that was opened; {@link #sync} and {@link CheckpointWriter#commit}
     * do so, too. Any thread.
     *
     * @throws StoreException GONE if it was deleted, replaced or unmounted
     */
    public void checkPlace() {
        database.checkPlace();
    }

    /** For tests, which look at what RocksDB does. */
    Database database() {
        return database;
    }

    private int partitionsEver() {
        return manifestStore.manifestDocument().partitionTable().partitions().size();
    }

    /** Estimated bytes that the journal takes, 0 while the store is closed. Any thread. */
    public long journalBytes() {
        return database.callIfOpen("measure", open -> open.sizeOf(OpenDatabase.JOURNAL));
    }

    /** Estimated bytes of everything that is stored, 0 while the store is closed. Any thread. */
    public long liveBytes() {
        return database.callIfOpen("measure", OpenDatabase::size);
    }

    /**
     * Writes to the disk beside the database, and deletes it again. Worth a try before {@link #reopen}, which leaves the
     * store closed if it fails: until then it can still be read.
     *
     * @throws StoreException DISK if the disk does not take a few megabytes, GONE if this is another directory now
     */
    public void probe() {
        checkPlace();
        try {
            Directories.probe(settings.store());
        } catch (IOException e) {
            throw diagnosis.disk("write to", e);
        }
    }

    /**
     * Closes and opens the database, after an error of the disk: that is what ends its refusal to write. All that was
     * handed out stays usable, checkpoints under way too. Other threads should be outside; calls made meanwhile wait.
     *
     * @throws StoreException DISK if it is still not well (then every other call throws DISK until this one succeeds),
     *     CORRUPT if something was lost
     */
    public void reopen() {
        database.reopen(() -> OpenDatabase.open(settings.store(), settings, OpenDatabase.Mode.WRITE), this::takeOver);
    }

    private void takeOver(OpenDatabase fresh) throws RocksDBException {
        ManifestDocument manifestDocument = opening.check(fresh, truncationGuard);
        fresh.flush();
        truncationGuard.safe(manifestDocument.progress(fresh));
        manifestStore.reread(manifestDocument);
        deadLetters.load(fresh);
    }

    /**
     * Writes all to checksummed files, closes, and notes that for the next start. Does nothing the second time.
     *
     * @throws StoreException DISK, and it is closed all the same; or GONE, and nothing more is written to the directory
     */
    @Override
    public void close() {
        try (lock) {
            if (database.close(partitionsEver())) {
                truncationGuard.stoppedCleanly(FileSizes.of(settings.store()));
            }
        } catch (IOException e) {
            throw diagnosis.disk("close", e);
        }
    }

    /**
     * Where a sweep for expired entities stopped.
     *
     * @param deleted entities deleted by this step
     * @param cursor where the next step begins, or {@code null} if all entities were seen
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sweep(int deleted, byte @Nullable [] cursor) {}
}
