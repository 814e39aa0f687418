package dev.bettong.codec;

import java.util.List;

/** A type of events that have no serialized form. */
public final class UnsupportedEventTypeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    UnsupportedEventTypeException(EventType type, List<String> problems) {
        super("events of type %s cannot be serialized: %s".formatted(type, String.join(" ", problems)));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, each in a sentence that begins with the component's path and ends with what to do. */
    public List<String> problems() {
        return problems;
    }
}
