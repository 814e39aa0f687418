package dev.bettong.config;

import dev.bettong.examples.celsius.Celsius;
import dev.bettong.examples.marketspread.MarketSpread;
import dev.bettong.examples.reverse.Reverse;
import dev.bettong.examples.wordcount.WordCount;
import java.util.Arrays;
import java.util.List;

/** An example application that {@code bettong.examples} can name. */
enum Example {
    WORD_COUNT("word-count", WordCount.class),
    REVERSE("reverse", Reverse.class),
    CELSIUS("celsius", Celsius.class),
    MARKET_SPREAD("market-spread", MarketSpread.class);

    static final List<String> NAMES =
            Arrays.stream(values()).map(example -> example.key).toList();

    /** The example that {@code bettong.demo} feeds. */
    static final String DEMO = WORD_COUNT.key;

    private final String key;
    private final Class<?> configuration;

    Example(String key, Class<?> configuration) {
        this.key = key;
        this.configuration = configuration;
    }

    String key() {
        return key;
    }

    Class<?> configuration() {
        return configuration;
    }
}
