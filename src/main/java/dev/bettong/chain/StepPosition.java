package dev.bettong.chain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the worker is in a chain. Operators call each other, so the stack of the worker says how far an event has come; the
 * worker notes only where it came in, unless that is at the first source, and each operator with several behind it to which
 * one it hands on. With plain stores: whoever takes the stack does so at a safepoint of the worker, up to which it has stored.
 */
public final class StepPosition {

    private static final String CHAIN = OperatorChain.class.getName();
    private static final String TIMES = EventTimes.class.getName(); // has timers fire while an event is handled
    private static final String OPERATORS = Operator.class.getPackageName() + '.';
    private static final String PROCESS = "process";

    private final List<Entrance> entrances = new ArrayList<>(); // filled while compiling
    private int home; // at the first source
    private int entered; // a number, since to store a reference costs a barrier of the garbage collector

    /**
     * While compiling: adds a way in.
     *
     * @param place the source or step whose function is called before any operator, or {@code null} if there is none
     */
    Entrance add(@Nullable String place, Operator first) {
        Entrance added = new Entrance(place, first, this, entrances.size());
        entrances.add(added);
        return added;
    }

    /** While compiling: the way in at the first source, which most events take. */
    void home(Entrance first) {
        home = first.index();
        entered = home;
    }

    /** The worker is about to come in at the first source, which it does without saying so. */
    void leave() {
        entered = home;
    }

    /** The worker is about to come in, by the number of the way. */
    void enter(int index) {
        entered = index;
    }

    /** Where the worker has come in. */
    int entered() {
        return entered;
    }

    /**
     * Any thread: the name of the source, step or sink in which the worker is, or {@code null} if it is in none.
     *
     * @param stack the stack of the worker's thread
     */
    public @Nullable String step(StackTraceElement... stack) {
        int operators = 0;
        for (StackTraceElement call : stack) {
            if (call.getClassName().equals(CHAIN) || call.getClassName().equals(TIMES)) {
                return step(operators);
            }
            if (call.getMethodName().equals(PROCESS) && call.getClassName().startsWith(OPERATORS)) {
                operators++;
            }
        }
        return null;
    }

    /** @param depth how many operators have been called, each by the one before */
    private @Nullable String step(int depth) {
        int index = entered;
        if (depth == 0) {
            return entrances.get(index).place();
        }
        Operator operator = entrances.get(index).first();
        for (int i = 1; i < depth && operator != null; i++) {
            operator = operator.handsTo();
        }
        return operator == null ? null : operator.place();
    }
}
