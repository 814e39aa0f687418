package dev.bettong.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with an application, so that it is told all at once. Used by the thread that starts it. */
final class Faults {

    private final List<Fault> found = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();

    void add(String place, String problem, String action) {
        if (unread.stream().noneMatch(property -> property.explains(place, problem, action))) {
            found.add(new Fault(place, problem, action));
        }
    }

    /**
     * A property cannot be read, and has its default until it can: what is wrong with that is no fault. If it is the only
     * one of its section, it may even look as if the section were missing.
     */
    void ignoreConsequencesOf(String property, String section) {
        unread.add(new Unread(property, section));
    }

    private record Unread(String property, String section) {

        boolean explains(String place, String problem, String action) {
            return place.equals(property)
                    || place.startsWith(property + ".")
                    || place.contains("(%s)".formatted(property))
                    || problem.contains(property)
                    || action.contains("Set " + section + ".");
        }
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
