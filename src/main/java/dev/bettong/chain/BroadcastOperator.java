package dev.bettong.chain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands every output to several operators; to none, if the pipeline ends in its state. */
final class BroadcastOperator extends Operator {

    private final Operator[] branches;
    private int current; // the one that is called

    BroadcastOperator(List<Operator> branches) {
        this.branches = branches.toArray(new Operator[0]);
    }

    @Override
    void process(Object event, Object key, int partition) {
        for (int i = 0; i < branches.length; i++) {
            current = i;
            branches[i].process(event, key, partition);
        }
    }

    @Override
    @Nullable
    Operator handsTo() {
        return branches.length == 0 ? null : branches[current];
    }

    @Override
    @Nullable
    String place() {
        return null;
    }
}
