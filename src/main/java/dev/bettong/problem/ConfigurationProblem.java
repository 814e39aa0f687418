package dev.bettong.problem;

/**
 * One thing that keeps an application from starting.
 *
 * @param place where it is: a property, or a part of a pipeline
 * @param problem what is wrong, with the nearest valid name if a name is
 * @param action what to do about it
 */
public record ConfigurationProblem(String place, String problem, String action) {

    @Override
    public String toString() {
        return "%s: %s %s".formatted(place, problem, action);
    }
}
