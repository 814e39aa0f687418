package dev.bettong.chain;

import java.util.function.Predicate;

/** Hands an event to one of two operators, as a test says. */
final class BranchOperator extends Operator {

    private final Predicate<Object> test;
    private final EntryPoints.Place place;
    private final FailureCounter failures;
    private final Operator matching;
    private final Operator others;
    private boolean matches; // the event that is handled

    BranchOperator(
            Predicate<Object> test,
            EntryPoints.Place place,
            FailureCounter failures,
            Operator matching,
            Operator others) {
        this.test = test;
        this.place = place;
        this.failures = failures;
        this.matching = matching;
        this.others = others;
    }

    @Override
    void process(Object event, Object key, int partition) {
        try {
            matches = test.test(event);
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, key, partition);
            return;
        }
        handsTo().process(event, key, partition);
    }

    @Override
    Operator handsTo() {
        return matches ? matching : others;
    }

    @Override
    String place() {
        return place.name();
    }
}
