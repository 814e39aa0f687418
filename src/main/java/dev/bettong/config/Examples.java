package dev.bettong.config;

import java.util.List;

/** The example applications that {@code bettong.examples} can name. */
final class Examples {

    static final List<String> NAMES = List.of("word-count", "reverse", "celsius");

    /** The example that {@code bettong.demo} feeds. */
    static final String DEMO = "word-count";

    private Examples() {}
}
