package dev.bettong.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What of a durable runtime is on disk: checkpoints, backups, and the state that they hold. Thread-safe. */
public interface Checkpoints {

    /** The last checkpoint. */
    Checkpoint last();

    /**
     * Takes a checkpoint now, unless nothing has happened since the last one.
     *
     * @return the last checkpoint then; fails if it cannot be written
     */
    CompletableFuture<Checkpoint> take();

    /** Makes a backup now, while everything continues; fails if it cannot be written. */
    CompletableFuture<Backup> backup();

    /**
     * An entity as it is in the last checkpoint.
     *
     * @param key the key as people write it
     * @return the entity, or empty if there is no such state, or no entity of that key was saved
     */
    CompletableFuture<Optional<SavedEntity>> entity(String state, String key);

    /**
     * A checkpoint.
     *
     * @param number counts from 1; 0 if none was taken yet
     * @param at when the state was as it holds it
     * @param duration how long it took until it counted; zero if it was taken by an earlier run
     * @param entities how many entities had changed since the one before
     */
    record Checkpoint(long number, Instant at, Duration duration, long entities) {}

    /** A copy of all that is on disk. */
    record Backup(Path directory, Instant at) {}

    /**
     * An entity in a checkpoint.
     *
     * @param checkpoint number of the checkpoint
     * @param asOf when the entity was as it is here
     * @param value the entity, as something that JSON can say
     */
    record SavedEntity(String state, String key, long checkpoint, Instant asOf, Object value) {}
}
