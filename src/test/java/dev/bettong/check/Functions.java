package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.KeyedMultiStateComputation;
import dev.bettong.pipeline.KeyedOnTimer;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.MultiStateComputation;
import dev.bettong.pipeline.OnTimer;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.TimestampExtractor;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Function beans that pipelines of tests are wired from. */
@Configuration(proxyBeanMethods = false)
public class Functions {

    public record Count(String word, long total) {}

    public static final class Totals extends TreeMap<String, Long> {

        private static final long serialVersionUID = 1;
    }

    /** A function whose class says its types. */
    public static final class Shout implements Computation<String, String> {

        @Override
        public String compute(String input) {
            return input + "!";
        }
    }

    @Bean
    AsyncComputation<String, String> ask() {
        return CompletableFuture::completedStage;
    }

    @Bean
    Predicate<String> isLong() {
        return word -> word.length() > 3;
    }

    @Bean
    Predicate<Integer> isOdd() {
        return number -> number % 2 == 1;
    }

    @Bean
    FramedDecoder<String> text() {
        return Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8));
    }

    @Bean
    Decoder<String> unframed() {
        return bytes -> new String(bytes, UTF_8);
    }

    @Bean
    MultiComputation<String, String> split() {
        return text -> List.of(text.split(" "));
    }

    @Bean
    Computation<String, Integer> length() {
        return String::length;
    }

    @Bean
    Computation<?, ?> shout() {
        return new Shout();
    }

    @Bean
    Computation<?, ?> open() {
        return input -> input;
    }

    @Bean
    Computation<List<? extends Number>, Integer> size() {
        return List::size;
    }

    @Bean
    MultiComputation<String, List<Integer>> codes() {
        return word -> List.of(word.chars().boxed().toList());
    }

    @Bean
    MultiComputation<String, List<String>> letters() {
        return word -> List.of(List.of(word.split("")));
    }

    @Bean
    PartitionFunction<String, String> firstLetter() {
        return word -> word.substring(0, 1);
    }

    @Bean
    PartitionFunction<String, Integer> byLength() {
        return String::length;
    }

    @Bean
    PartitionFunction<String, DayOfWeek> byDay() {
        return day -> LocalDate.parse(day).getDayOfWeek();
    }

    @Bean
    PartitionFunction<String, Count> byCount() {
        return word -> new Count(word, 1);
    }

    @Bean
    State<Totals> totals() {
        return State.named("word totals", Totals.class, Totals::new);
    }

    @Bean
    State<StringBuilder> letterLog() {
        return State.named("letters", StringBuilder.class, StringBuilder::new);
    }

    @Bean
    State<Long> counts() {
        return State.named("counts", Long.class, () -> 0L);
    }

    @Bean
    TimestampExtractor<String> lineTime() {
        return line -> Instant.parse(line.substring(0, line.indexOf(' ')));
    }

    @Bean
    ToLongFunction<String> letterCount() {
        return String::length;
    }

    @Bean
    ToDoubleFunction<String> share() {
        return word -> 1.0 / word.length();
    }

    @Bean
    ToLongFunction<Count> countTotal() {
        return Count::total;
    }

    @Bean
    Comparator<String> alphabetical() {
        return Comparator.naturalOrder();
    }

    @Bean
    BinaryOperator<String> joined() {
        return String::concat;
    }

    @Bean
    State<Double> shares() {
        return State.named("shares", Double.class, () -> 0.0);
    }

    @Bean
    State<String> longestSoFar() {
        return State.named("longest", String.class, () -> "");
    }

    @Bean
    Aggregation<String, String, String, Count> longest() {
        return Aggregation.of(
                (word, longest) -> word.length() > longest.length() ? word : longest,
                (left, right) -> left.length() < right.length() ? right : left,
                (window, longest) -> new Count(longest, window.events()));
    }

    @Bean
    StateComputation<String, Totals, Count> countWord() {
        return (word, totals) -> Outcome.changed(new Count(word, totals.merge(word, 1L, Long::sum)));
    }

    @Bean
    StateComputation<Count, Map<String, Long>, Count> recount() {
        return (count, totals) -> Outcome.unchanged(new Count(count.word(), totals.size()));
    }

    @Bean
    MultiStateComputation<String, Map<String, Long>, Count> countLetters() {
        return (word, totals) -> Outcome.unchanged(List.of(new Count(word, totals.size())));
    }

    @Bean
    KeyedStateComputation<String, String, Totals, Count> countByKey() {
        return (letter, word, totals) -> Outcome.changed(new Count(letter, totals.merge(word, 1L, Long::sum)));
    }

    @Bean
    KeyedMultiStateComputation<String, Count, Map<String, Long>, Count> listByKey() {
        return (letter, count, totals) -> Outcome.unchanged(List.of(count));
    }

    @Bean
    OnTimer<Totals, Count> remind() {
        return (totals, at) -> Outcome.unchanged(new Count("after " + at, totals.size()));
    }

    @Bean
    KeyedOnTimer<String, Map<String, Long>, Count> remindByKey() {
        return (letter, totals, at) -> Outcome.unchanged(new Count(letter, totals.size()));
    }

    @Bean
    KeyedOnTimer<Integer, Totals, Count> remindByLength() {
        return (length, totals, at) -> Outcome.none();
    }

    @Bean
    OnTimer<StringBuilder, Count> remindLog() {
        return (log, at) -> Outcome.none();
    }

    @Bean
    OnTimer<Totals, String> remindText() {
        return (totals, at) -> Outcome.none();
    }

    @Bean
    Encoder<Count> line() {
        return count -> count.word().getBytes(UTF_8);
    }

    @Bean
    Encoder<Object> any() {
        return output -> output.toString().getBytes(UTF_8);
    }
}
