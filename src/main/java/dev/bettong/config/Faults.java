package dev.bettong.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with an application, so that it is told all at once. Used by the thread that starts it. */
final class Faults {

    private final List<Fault> found = new ArrayList<>();

    void add(String place, String problem, String action) {
        found.add(new Fault(place, problem, action));
    }

    int count() {
        return found.size();
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new FaultyApplicationException(found);
        }
    }
}
