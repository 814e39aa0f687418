package dev.bettong.worker;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The dead letters of one pipeline on one worker, until someone takes them. When there is no more room, the oldest is
 * dropped; the latest is always kept, or a frame that is larger than the room would never be seen. Owned by the worker.
 */
public final class DeadLetterCollector {

    private final Clock clock;
    private final Room room;
    private final ArrayDeque<DeadLetterDraft> drafts = new ArrayDeque<>();
    private long bytes;
    private long dropped;

    DeadLetterCollector(Clock clock, Room room) {
        this.clock = clock;
        this.room = room;
    }

    /**
     * What a collector may hold.
     *
     * @param maxCount most letters
     * @param maxBytes bytes that their frames and texts may take
     */
    public record Room(int maxCount, long maxBytes) {}

    /**
     * What was collected.
     *
     * @param letters the letters, oldest first
     * @param dropped letters that were dropped before them, for want of room
     */
    public record Collected(List<DeadLetterDraft> letters, long dropped) {}

    Instant now() {
        return clock.instant();
    }

    void add(DeadLetterDraft draft) {
        drafts.add(draft);
        bytes += draft.weight();
        while (drafts.size() > room.maxCount() || (bytes > room.maxBytes() && drafts.size() > 1)) {
            bytes -= drafts.remove().weight();
            dropped++;
        }
    }

    public boolean isEmpty() {
        return drafts.isEmpty();
    }

    /** Takes all letters since the last call. */
    public Collected take() {
        Collected collected = new Collected(List.copyOf(drafts), dropped);
        drafts.clear();
        bytes = 0;
        dropped = 0;
        return collected;
    }
}
