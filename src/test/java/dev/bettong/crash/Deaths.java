package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.checkpoint.CheckpointPhase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How services die, until there was enough of it: dealt from one deck after the other. Thread-safe. */
final class Deaths {

    private final Random random;
    private final int kills;
    private final Duration duration;
    private final long begin = System.nanoTime();
    private final int deckSize;
    private final Deque<Death> deck = new ArrayDeque<>();
    private final Set<CheckpointPhase> reached = EnumSet.noneOf(CheckpointPhase.class);
    private final Map<String, Integer> ends = new TreeMap<>();
    private int dealt;
    private int killed;

    /**
     * Deals deaths.
     *
     * @param kills how many; some more if a fault point has not been reached
     * @param duration for how long, instead, unless it is zero
     */
    Deaths(Random random, int kills, Duration duration) {
        this.random = random;
        this.kills = kills;
        this.duration = duration;
        this.deckSize = Death.deck(new Random()).size();
    }

    /** The next death, or {@code null} if there were enough. */
    synchronized @Nullable Death next() {
        if (enough()) {
            return null;
        }
        if (deck.isEmpty()) {
            deck.addAll(Death.deck(random));
        }
        dealt++;
        return deck.remove();
    }

    private boolean enough() {
        if (!duration.isZero()) {
            return System.nanoTime() - begin > duration.toNanos();
        }
        return dealt >= kills && (kills < deckSize || allReached() || dealt >= kills + deckSize);
    }

    private boolean allReached() {
        return reached.size() == CheckpointPhase.values().length;
    }

    /**
     * Notes how a service has ended. Returns false if it has not come to the fault point at which it was to die: it may
     * come there in its next life, since it then has more to replay.
     */
    synchronized boolean died(Death death, CrashRun.End end) {
        if (end != CrashRun.End.STOPPED) {
            killed++;
        }
        ends.merge("%s %s".formatted(death.getClass().getSimpleName(), end), 1, Integer::sum);
        if (!(death instanceof Death.AtMilestone fault)) {
            return true;
        }
        if (end == CrashRun.End.KILLED_AT_FAULT_POINT) {
            reached.add(fault.point().phase());
            return true;
        }
        return killed >= kills + deckSize;
    }

    /** Whether every fault point was reached, if there were enough kills for that. */
    synchronized void checkReached() {
        if (killed >= deckSize) {
            assertThat(reached).as("fault points").containsExactly(CheckpointPhase.values());
        }
    }

    @Override
    public synchronized String toString() {
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        return "%d kills %s in %d s".formatted(killed, ends, seconds);
    }
}
