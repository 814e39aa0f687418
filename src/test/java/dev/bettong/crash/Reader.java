package dev.bettong.crash;

import java.util.Locale;
import java.util.stream.Stream;

/** A pipeline of {@link CrashApplication}, and where it shows what it has accepted of a client. */
enum Reader {
    ORDERS,
    VISITS,
    AUDIT;

    String pipeline() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Name of the state that has an entity for each client. */
    String state() {
        return switch (this) {
            case ORDERS, VISITS -> CrashApplication.CLIENTS.name();
            case AUDIT -> CrashApplication.AUDITED.name();
        };
    }

    /** What the outputs for a client begin with: one for each flow that has any. */
    Stream<String> outputs(String client) {
        return switch (this) {
            case ORDERS -> Stream.of(client, "copy/" + client);
            case VISITS -> Stream.of();
            case AUDIT -> Stream.of("audit/" + client);
        };
    }

    /** Marks the frames that only this pipeline is to take. */
    char mark() {
        return pipeline().charAt(0);
    }
}
