package dev.bettong.checkpoint;

import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * Replays the journal for all groups of pipelines side by side, so that a group that fails, or whose sink is disconnected,
 * does not delay the others. Used on the store thread, which does other work between two turns.
 */
final class JournalReplay {

    /** Longest turn. Requests to the store thread wait at most this long. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** There may be a tick for each millisecond of a journal, and two waits for each. */
    private static final long TICK_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private final List<GroupReplay> groups = new ArrayList<>(); // that have not recovered
    private final BiConsumer<GroupReplay, RuntimeException> onFailure;

    /**
     * Has replayed nothing yet.
     *
     * @param onFailure fails the pipelines of a group whose journal cannot be read or replayed
     */
    JournalReplay(List<GroupReplay> groups, BiConsumer<GroupReplay, RuntimeException> onFailure) {
        this.groups.addAll(groups);
        this.onFailure = onFailure;
    }

    /** Replays until the turn is over, or nothing moves while a group is complete; returns whether anything moved. */
    boolean turn() {
        boolean moved = false;
        long end = System.nanoTime() + TURN_NANOS;
        while (System.nanoTime() - end < 0) {
            boolean step = false;
            for (GroupReplay group : groups) {
                step |= step(group);
            }
            moved |= step;
            if (!step && groups.stream().anyMatch(this::complete)) {
                break;
            }
            if (!step) {
                LockSupport.parkNanos(groups.stream().anyMatch(GroupReplay::settling) ? TICK_NANOS : POLL_NANOS);
            }
        }
        return moved;
    }

    /** Removes the groups that have failed or are complete, and returns the complete ones. */
    List<GroupReplay> removeComplete() {
        List<GroupReplay> complete = new ArrayList<>();
        for (GroupReplay group : List.copyOf(groups)) {
            if (group.failed()) {
                remove(group);
            } else if (complete(group)) {
                remove(group);
                complete.add(group);
            }
        }
        return complete;
    }

    /** Whether no group is left. */
    boolean over() {
        return groups.isEmpty();
    }

    private boolean step(GroupReplay group) {
        try {
            return !group.failed() && group.step();
        } catch (StoreException | RuntimeStartException e) {
            onFailure.accept(group, e);
            return false;
        }
    }

    private boolean complete(GroupReplay group) {
        try {
            return group.complete();
        } catch (StoreException e) {
            onFailure.accept(group, e);
            return false;
        }
    }

    private void remove(GroupReplay group) {
        groups.remove(group);
        group.close();
    }
}
