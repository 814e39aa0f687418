package dev.bettong.codec;

import java.util.List;

/** A state of a type that the default codec cannot store and read back. */
public final class UnstorableStateException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    UnstorableStateException(String state, List<String> problems) {
        super("state '%s' cannot be stored: %s".formatted(state, String.join(" ", problems)));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, each in a sentence that begins with the place in the type. */
    public List<String> problems() {
        return problems;
    }
}
