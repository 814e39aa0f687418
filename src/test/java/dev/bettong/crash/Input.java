package dev.bettong.crash;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A source of {@link CrashApplication}, its clients, and the pipelines that read it. */
enum Input {
    ORDERS('c'),
    WEB('w'),
    VISITS('v');

    private static final int CLIENTS = 2;

    private final char prefix;

    Input(char prefix) {
        this.prefix = prefix;
    }

    /** The input of a client. */
    static Input of(String client) {
        return Arrays.stream(values())
                .filter(input -> input.prefix == client.charAt(0))
                .findFirst()
                .orElseThrow();
    }

    /** The clients of all inputs. */
    static Stream<String> allClients() {
        return Arrays.stream(values())
                .flatMap(input -> Stream.iterate(0, number -> number < CLIENTS, number -> number + 1)
                        .map(number -> "" + input.prefix + number));
    }

    String source() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the decoder puts before the name in a frame: a frame that another source decodes is an event of another client. */
    char prefix() {
        return prefix;
    }

    List<Reader> readers() {
        return switch (this) {
            case ORDERS -> List.of(Reader.ORDERS);
            case WEB -> List.of(Reader.ORDERS, Reader.AUDIT);
            case VISITS -> List.of(Reader.VISITS);
        };
    }
}
