package dev.bettong.worker;

import dev.bettong.runtime.DeadLetter;
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
    private final ArrayDeque<DeadLetter> letters = new ArrayDeque<>();
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
     * @param letters the letters, oldest first; they have no number yet
     * @param dropped letters that were dropped before them, for want of room
     */
    public record Collected(List<DeadLetter> letters, long dropped) {}

    Instant now() {
        return clock.instant();
    }

    void add(DeadLetter letter) {
        letters.add(letter);
        bytes += letter.weight();
        while (letters.size() > room.maxCount() || (bytes > room.maxBytes() && letters.size() > 1)) {
            bytes -= letters.remove().weight();
            dropped++;
        }
    }

    public boolean isEmpty() {
        return letters.isEmpty();
    }

    /** Takes all letters since the last call. */
    public Collected take() {
        Collected collected = new Collected(List.copyOf(letters), dropped);
        letters.clear();
        bytes = 0;
        dropped = 0;
        return collected;
    }
}
