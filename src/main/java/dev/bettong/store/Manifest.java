package dev.bettong.store;

import dev.bettong.journal.JournalPartition;
import java.time.Instant;
import java.util.Map;

/**
 * What the last committed checkpoint stands for.
 *
 * @param checkpoint its number, 0 if there is none yet
 * @param cutAt when its cut was made, by the steady clock
 * @param positions the last journal position of each partition whose effects it holds; a partition that is missing is at 0
 */
public record Manifest(long checkpoint, Instant cutAt, Map<JournalPartition, Long> positions) {

    static final Manifest NONE = new Manifest(0, Instant.EPOCH, Map.of());

    public Manifest {
        positions = Map.copyOf(positions);
    }

    /** The last position of a partition whose effects the checkpoint holds, 0 if there is none. */
    public long position(JournalPartition partition) {
        return positions.getOrDefault(partition, 0L);
    }
}
