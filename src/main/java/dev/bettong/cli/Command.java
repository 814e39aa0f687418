package dev.bettong.cli;

import java.util.Set;

/** Something that the executable jar does instead of being the service. */
interface Command {

    /** The word that asks for it. */
    String name();

    /** How to call it, and what it does: a line of usage, and indented lines that explain it. */
    String help();

    /** Options that stand alone, with their dashes. */
    default Set<String> flags() {
        return Set.of();
    }

    /** Options that a value follows, with their dashes. */
    default Set<String> valued() {
        return Set.of();
    }

    /**
     * Does it; returns when it is done.
     *
     * @throws CommandFailure if it cannot be done
     */
    void run(Arguments arguments, Console console);
}
