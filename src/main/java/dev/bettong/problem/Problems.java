package dev.bettong.problem;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with an application, so that it is reported all at once. Used by the thread that starts it. */
public final class Problems {

    private final List<ConfigurationProblem> found = new ArrayList<>();
    private final List<Unread> unread = new ArrayList<>();

    public void add(String place, String problem, String action) {
        if (unread.stream().noneMatch(property -> property.explains(place, problem, action))) {
            found.add(new ConfigurationProblem(place, problem, action));
        }
    }

    /**
     * A property cannot be read, and has its default until it can: what is wrong with the default is no problem. If it is the only
     * one of its section, it may even look as if the section were missing.
     */
    public void ignoreConsequencesOf(String property, String section) {
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

    public int count() {
        return found.size();
    }

    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new InvalidApplicationException(found);
        }
    }
}
