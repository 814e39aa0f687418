package dev.bettong.properties;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The journal of what was accepted: {@code bettong.journal}.
 *
 * @param sync When the journal is synced to the disk: every sync-interval, or always before a frame is handled.
 * @param syncInterval Time between two syncs; a power cut loses no more than what was accepted in it.
 */
public record JournalProperties(
        @DefaultValue("interval") Sync sync,
        @DefaultValue("10ms") Duration syncInterval) implements BettongSection {

    /** When to sync. */
    public enum Sync {
        /** Every so often. */
        INTERVAL,
        /** Before each frame is handled. */
        ALWAYS
    }
}
