package dev.bettong.checkpoint;

import dev.bettong.store.StoreSettings;
import java.time.Duration;

/**
 * How the embedded runtime keeps what must survive a crash. Has more components than other records because it is the flat
 * list of the settings, made in one place from the properties and only read after that.
 *
 * @param store where it is kept
 * @param verifyAlways whether a start reads all files to verify them after a clean stop, too
 * @param checkpointInterval time from the beginning of a checkpoint to the beginning of the next
 * @param cutTimeout how long a checkpoint waits for the workers before it is abandoned
 * @param syncAlways whether a frame is handled only once it is on the disk
 * @param syncInterval time between two syncs of the journal otherwise: what a power cut may lose
 * @param maxDowntime most of the time between two runs that counts towards the ages of entities and dead letters
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
     * How often backups are made by themselves.
     *
     * @param interval time between two; zero is never
     * @param keep how many are kept, at least 1
     */
    public record BackupSettings(Duration interval, int keep) {}
}
