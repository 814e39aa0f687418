package dev.bettong.crash;

import dev.bettong.pipeline.State;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A pipeline of {@link CrashApplication}, and where it shows what it has accepted of a client. */
enum Reader {
    ORDERS(CrashApplication.CLIENTS, List.of("", "copy/")),
    VISITS(CrashApplication.CLIENTS, List.of()),
    AUDIT(CrashApplication.AUDITED, List.of("audit/"));

    private final State<Trail> state;
    private final List<String> prefixes; // of its outputs

    Reader(State<Trail> state, List<String> prefixes) {
        this.state = state;
        this.prefixes = prefixes;
    }

    String pipeline() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Name of the state that has an entity for each client. */
    String state() {
        return state.name();
    }

    /** What the outputs for a client begin with: one for each flow that has any. */
    Stream<String> outputs(String client) {
        return prefixes.stream().map(prefix -> prefix + client);
    }

    /** Marks the frames that only this pipeline is to take. */
    char mark() {
        return pipeline().charAt(0);
    }
}
