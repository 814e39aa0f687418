package dev.bettong.config;

import java.util.List;
import java.util.stream.Collectors;

/** The start-up check found faults; the message and {@link #faults()} have all of them. */
final class FaultyApplicationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // an immutable list of records of strings
    private final List<Fault> faults;

    FaultyApplicationException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    List<Fault> faults() {
        return faults;
    }
}
