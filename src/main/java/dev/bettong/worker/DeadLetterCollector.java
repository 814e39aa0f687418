package dev.bettong.worker;

import dev.bettong.runtime.FailureReason;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The dead letters of one worker, until someone takes them. When there is no more room, the oldest is dropped; the latest
 * is always kept, or a frame that is larger than the room would never be seen. Owned by the worker.
 */
public final class DeadLetterCollector {

    static final int MAX_COUNT = 1_000;
    static final long MAX_BYTES = 4 << 20;

    private final Clock clock;
    private final ArrayDeque<DeadLetterDraft> drafts = new ArrayDeque<>();
    private long bytes;
    private long dropped;

    public DeadLetterCollector(Clock clock) {
        this.clock = clock;
    }

    /**
     * What was collected.
     *
     * @param letters the letters, oldest first
     * @param dropped letters that were dropped before them, for want of room
     */
    public record Collected(List<DeadLetterDraft> letters, long dropped) {}

    void add(String pipeline, String step, FailureReason reason, int partition, String cause, byte[] frame) {
        DeadLetterDraft draft = new DeadLetterDraft(pipeline, step, reason, partition, cause, clock.instant(), frame);
        drafts.add(draft);
        bytes += draft.weight();
        while (drafts.size() > MAX_COUNT || (bytes > MAX_BYTES && drafts.size() > 1)) {
            bytes -= drafts.remove().weight();
            dropped++;
        }
    }

    public boolean isEmpty() {
        return drafts.isEmpty();
    }

    /** Takes all letters since the last call. */
    public Collected take() {
        return take(pipeline -> true);
    }

    /** Takes all letters of these pipelines since the last call; those of others stay. */
    public Collected take(Predicate<String> pipelines) {
        List<DeadLetterDraft> taken = drafts.stream()
                .filter(draft -> pipelines.test(draft.pipeline()))
                .toList();
        Collected collected = new Collected(taken, dropped);
        drafts.removeIf(draft -> pipelines.test(draft.pipeline()));
        bytes = drafts.stream().mapToLong(DeadLetterDraft::weight).sum();
        dropped = 0;
        return collected;
    }
}
