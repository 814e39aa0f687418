package dev.bettong.examples.wordcount;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;

/**
 * The word count: framed text in; for every word of it a line {@code word => n} out, which says how often the word has
 * been seen so far.
 */
@Configuration(proxyBeanMethods = false)
@Import(WordCountDemoConfiguration.class)
@PropertySource("classpath:dev/bettong/examples/wordcount/word-count.properties")
public class WordCount {

    static final List<String> LETTERS = List.of("abcdefghijklmnopqrstuvwxyz!".split(""));
    static final State<Totals> TOTALS = State.named("word totals", Totals.class, () -> new Totals(new HashMap<>()));

    private static final String NO_LETTER = "!";

    /**
     * How often a word has been seen so far.
     *
     * @param word in lower case
     * @param total at least 1
     */
    record Count(String word, long total) {}

    /**
     * The words that begin with one letter, with their totals.
     *
     * @param byWord changed in place, by the thread that owns the letter
     */
    record Totals(Map<String, Tally> byWord) {

        Count add(String word) {
            return new Count(
                    word, byWord.computeIfAbsent(word, first -> new Tally()).increment());
        }
    }

    /** A number that grows in place: a {@code Long} in the map would be a new object for every word that comes in. */
    static final class Tally {

        private long total;

        long increment() {
            return ++total;
        }
    }

    @Bean
    FramedDecoder<String> text() {
        return Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8));
    }

    @Bean
    MultiComputation<String, String> split() {
        return Words::in;
    }

    @Bean
    PartitionFunction<String, String> firstLetter() {
        return WordCount::firstLetterOf;
    }

    @Bean
    StateComputation<String, Totals, Count> countWord() {
        return (word, totals) -> Outcome.changed(totals.add(word));
    }

    @Bean
    Encoder<Count> line() {
        return count -> (count.word() + " => " + count.total() + "\n").getBytes(UTF_8);
    }

    @Bean
    Pipeline splitAndCount(
            FramedDecoder<String> text,
            MultiComputation<String, String> split,
            PartitionFunction<String, String> firstLetter,
            StateComputation<String, Totals, Count> countWord,
            Encoder<Count> line) {
        return Pipeline.named("Split and Count")
                .from(Source.tcp("lines", text))
                .computeMulti("split into words", split)
                .partition(firstLetter, LETTERS)
                .computeState("Count Word", TOTALS, countWord)
                .to(Sink.tcp("counts", line));
    }

    private static String firstLetterOf(String word) {
        if (word.isEmpty()) {
            return NO_LETTER;
        }
        char first = word.charAt(0);
        return first >= 'a' && first <= 'z' ? LETTERS.get(first - 'a') : NO_LETTER;
    }
}
