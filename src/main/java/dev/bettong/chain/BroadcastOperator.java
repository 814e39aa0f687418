package dev.bettong.chain;

import java.util.List;

/** Hands every output to several operators; to none, if the pipeline ends in its state. */
final class BroadcastOperator extends Operator {

    private final Operator[] branches;

    BroadcastOperator(List<Operator> branches) {
        this.branches = branches.toArray(new Operator[0]);
    }

    @Override
    void process(Object event, Object key, int partition) {
        for (Operator branch : branches) {
            branch.process(event, key, partition);
        }
    }
}
