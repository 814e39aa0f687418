package dev.bettong.problem;

import java.util.List;
import java.util.stream.Collectors;

/** The start-up check found problems; the message and {@link #problems()} have all of them. */
public final class InvalidApplicationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // an immutable list of records of strings
    private final List<ConfigurationProblem> problems;

    InvalidApplicationException(List<ConfigurationProblem> problems) {
        super(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
