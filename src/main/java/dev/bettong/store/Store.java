package dev.bettong.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of one service: journal, entities, unsent outputs, dead letters, and the manifest that says how
 * they fit together.
 *
 * <p>Event loops append to their journals and read entities. Everything else is done by one thread, the store's; another
 * one may call {@link #sync()}. Any call may throw a {@link StoreException}.
 *
 * <pre>
 * open -> states -> verify -> recover -> replay of every lane -> journal, checkpoint, ... -> close
 * </pre>
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Store implements AutoCloseable {

    Store() {}

    /**
     * Opens the store, or creates it. Nothing is repaired or deleted: if this fails, the directory is as it was.
     *
     * @throws StoreException LOCKED, NEWER_FORMAT, CORRUPT or DISK
     */
    public static Store open(StoreSettings settings) {
        throw new UnsupportedOperationException();
    }

    /** The last committed checkpoint. Any thread. */
    public Manifest manifest() {
        throw new UnsupportedOperationException();
    }

    /**
     * Registers the states of this run, so that their entities can be read and saved. Stores the schema text of states
     * that are new; the texts of others stay until {@link #updateSchemas}.
     *
     * @param schemas schema text by name of the state
     */
    public RegisteredStates states(Map<String, String> schemas) {
        throw new UnsupportedOperationException();
    }

    /** Stores new schema texts of registered states, once it is known that what is stored can be read with them. */
    public void updateSchemas(Map<String, String> schemas) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads everything that is on disk and compares it with its checksums.
     *
     * @throws StoreException CORRUPT
     */
    public void verify() {
        throw new UnsupportedOperationException();
    }

    /**
     * Makes the entities those of the last committed checkpoint, whatever was going on at the end of the last run. Can
     * be called again.
     *
     * @return the outputs that were unsent then, in the order in which they were saved
     */
    public List<SavedOutputs> recover() {
        throw new UnsupportedOperationException();
    }

    /** All lanes that the store has ever seen. */
    public Set<Lane> lanes() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the journal of a lane.
     *
     * @param afterPosition begins behind this position, usually that of the manifest
     */
    public JournalReader replay(Lane lane, long afterPosition) {
        throw new UnsupportedOperationException();
    }

    /** The end of the journal of a lane, to append to. Used by one thread; one writer for a lane at a time. */
    public JournalWriter journal(Lane lane) {
        throw new UnsupportedOperationException();
    }

    /**
     * The entity of a key as of the last checkpoint that was applied, or {@code null} if there is none. Any thread.
     *
     * @param state name of a registered state
     * @param key encoded key
     */
    public @Nullable Stored entity(String state, byte[] key) {
        throw new UnsupportedOperationException();
    }

    /**
     * Visits all stored entities of a state, in the order of their keys. What is written meanwhile may or may not be
     * seen.
     */
    public void forEachEntity(String state, EntityVisitor visitor) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /**
     * Begins a checkpoint.
     *
     * @param number the number behind that of the last committed one
     * @throws IllegalArgumentException if it is another number
     */
    public CheckpointWriter checkpoint(long number) {
        throw new UnsupportedOperationException();
    }

    /** The dead letters. */
    public DeadLetterTable deadLetters() {
        throw new UnsupportedOperationException();
    }

    /** Copies of the store. */
    public Backups backups() {
        throw new UnsupportedOperationException();
    }

    /** Returns when everything that was appended before the call survives a power cut. Any thread. */
    public void sync() {
        throw new UnsupportedOperationException();
    }

    /** Estimated bytes that the journal takes. Any thread. */
    public long journalBytes() {
        throw new UnsupportedOperationException();
    }

    /** Estimated bytes of everything that is stored. Any thread. */
    public long liveBytes() {
        throw new UnsupportedOperationException();
    }

    /**
     * Closes and opens the database, after an error of the disk: that is what ends its refusal to write. All that was
     * handed out stays usable, checkpoints under way too. Other threads should be outside; calls made meanwhile wait.
     *
     * @throws StoreException DISK if it is still not well (then every other call throws DISK until this one succeeds),
     *     CORRUPT if something was lost
     */
    public void reopen() {
        throw new UnsupportedOperationException();
    }

    /** Writes all to checksummed files and closes. Does nothing the second time. */
    @Override
    public void close() {}
}
