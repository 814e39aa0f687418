package dev.bettong.checkpoint;

import dev.bettong.store.StoreSettings;
import java.time.Duration;

/**
 * Settings of everything that survives a crash.
 *
 * @param store where the store is
 * @param verifyAlways whether a start verifies the checksums of all files even after a clean stop
 * @param checkpointInterval time from the beginning of a checkpoint to the beginning of the next
 * @param cutTimeout how long a checkpoint waits for the workers before it is abandoned
 * @param syncAlways whether a frame is handled only once its journal entry is synced
 * @param syncInterval otherwise, time between two syncs of the journal: what a power cut may lose
 * @param maxDowntime maximum downtime that counts towards the ages of entities and dead letters
 * @param deadLetters which dead letters are kept
 * @param backups how often a backup is made
 */
public record DurabilitySettings(
        StoreSettings store,
        boolean verifyAlways,
        Duration checkpointInterval,
        Duration cutTimeout,
        boolean syncAlways,
        Duration syncInterval,
        Duration maxDowntime,
        DeadLetterBounds deadLetters,
        BackupSettings backups) {

    /**
     * Settings of scheduled backups.
     *
     * @param interval time between two backups; zero disables them
     * @param keep number of backups to keep, at least 1
     */
    public record BackupSettings(Duration interval, int keep) {}
}
