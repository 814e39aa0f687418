package dev.bettong;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A pipeline whose function takes memory as its events say. Added to the service by {@code spring.main.sources}. */
@Configuration(proxyBeanMethods = false)
class HungryFunctions {

    /** Asks for more at once than there is. */
    static final String TOO_MUCH = "too much";

    /** Keeps all memory that it can get. */
    static final String ALL = "all";

    static final State<Count> COUNTS = State.named("counts", Count.class, Count::new);

    private static final List<byte[]> KEPT = new ArrayList<>(); // by the only worker
    private static final int LARGE = 64 * 1024;

    static final class Count {

        private long count;

        long add() {
            return ++count;
        }

        long count() {
            return count;
        }
    }

    @Bean
    Pipeline hungry() {
        return Pipeline.named("hungry")
                .from(Source.tcp("words", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .compute("eat", HungryFunctions::eat)
                .partition((String word) -> word)
                .computeState("count", COUNTS, (String word, Count count) -> Outcome.changed(count.add()))
                .done();
    }

    private static String eat(String word) {
        if (word.equals(TOO_MUCH)) {
            long[] much = new long[Integer.MAX_VALUE / 2];
            return String.valueOf(much.length);
        }
        for (int size = word.equals(ALL) ? LARGE : 0; size > 0; size /= 2) {
            keepAll(size);
        }
        return word.toLowerCase(Locale.ROOT);
    }

    private static void keepAll(int size) {
        try {
            while (true) {
                KEPT.add(new byte[size]);
            }
        } catch (OutOfMemoryError e) {
            // all of that size
        }
    }
}
