package dev.bettong.properties;

import dev.bettong.examples.alerts.Alerts;
import dev.bettong.examples.alphabet.Alphabet;
import dev.bettong.examples.celsius.Celsius;
import dev.bettong.examples.enrichment.Enrichment;
import dev.bettong.examples.marketspread.MarketSpread;
import dev.bettong.examples.payments.Payments;
import dev.bettong.examples.reverse.Reverse;
import dev.bettong.examples.sensors.Sensors;
import dev.bettong.examples.sessions.Sessions;
import dev.bettong.examples.wordcount.WordCount;
import java.util.Arrays;
import java.util.List;

/** An example application that {@code bettong.examples} can name. */
public enum Example {
    WORD_COUNT("word-count", WordCount.class),
    REVERSE("reverse", Reverse.class),
    CELSIUS("celsius", Celsius.class),
    MARKET_SPREAD("market-spread", MarketSpread.class),
    ENRICHMENT("enrichment", Enrichment.class),
    ALPHABET("alphabet", Alphabet.class),
    ALERTS("alerts", Alerts.class),
    SESSIONS("sessions", Sessions.class),
    SENSORS("sensors", Sensors.class),
    PAYMENTS("payments", Payments.class);

    public static final List<String> NAMES =
            Arrays.stream(values()).map(example -> example.key).toList();

    /** The example that {@code bettong.demo} feeds. */
    public static final String DEMO = WORD_COUNT.key;

    private final String key;
    private final Class<?> configuration;

    Example(String key, Class<?> configuration) {
        this.key = key;
        this.configuration = configuration;
    }

    public String key() {
        return key;
    }

    public Class<?> configuration() {
        return configuration;
    }
}
