package dev.bettong.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"JdkObsolete", "NonApiType", "UnnecessaryStringBuilder"}) // states as people write them
class RoundTripCheckTest {

    static class Tally {
        @SuppressWarnings("UnusedVariable")
        private long total = 1;
    }

    static final class Special extends Tally {}

    record OfTally(List<Tally> tallies, Optional<Tally> one) {}

    record OfMap(Map<String, Long> map) {}

    record OfSorted(SortedMap<String, Long> map) {}

    record OfQueue(PriorityQueue<String> queue) {}

    record OfSet(TreeSet<String> set) {}

    record OfList(List<String> list) {}

    record OfLinkedList(LinkedList<String> list) {}

    /** Forgets what it is given. */
    record Forgets(String text, List<String> list) {
        Forgets {
            text = text.substring(1);
            list = list.stream().skip(1).toList();
        }
    }

    static final class Own implements Comparator<String> {
        @Override
        public int compare(String one, String other) {
            return other.compareTo(one);
        }
    }

    static Stream<Object> surviving() {
        OfTally tallies = new OfTally(new ArrayList<>(List.of(new Tally())), Optional.of(new Tally()));
        return Stream.of(
                tallies,
                new OfMap(new HashMap<>(Map.of("a", 1L))),
                new OfMap(Map.of("a", 1L)),
                new OfMap(Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1L)))),
                new OfSorted(new TreeMap<>(Map.of("a", 1L))),
                new OfList(List.of("a", "b")),
                new OfList(Collections.emptyList()),
                new OfLinkedList(new LinkedList<>(List.of("a"))));
    }

    @ParameterizedTest
    @MethodSource("surviving")
    void findsNoLossWhereThereIsNone(Object entity) {
        assertThat(RoundTripCheck.losses(stateOf(entity), entity)).isEmpty();
    }

    static Stream<Arguments> losing() {
        return Stream.of(
                arguments(
                        new OfMap(new TreeMap<>()),
                        "'map' is a java.util.TreeMap before and a java.util.LinkedHashMap after."),
                arguments(
                        new OfMap(new LinkedHashMap<>() {
                            private static final long serialVersionUID = 1;
                        }),
                        "'map' is a dev.bettong.codec.RoundTripCheckTest$1 before and a java.util.LinkedHashMap after."),
                arguments(
                        new OfList(new LinkedList<>()),
                        "'list' is a java.util.LinkedList before and a java.util.ArrayList after."),
                arguments(
                        new OfSorted(new TreeMap<>(new Own())),
                        "'map' is sorted by an order of its own, which is not stored."),
                arguments(
                        new OfSet(new TreeSet<>(new Own())),
                        "'set' is sorted by an order of its own, which is not stored."),
                arguments(
                        new OfQueue(new PriorityQueue<>(new Own())),
                        "'queue' is sorted by an order of its own, which is not stored."),
                arguments(
                        new OfTally(List.of(new Special()), Optional.empty()),
                        "'tallies[]' is a #Special before and a #Tally after."),
                arguments(
                        new OfTally(List.of(), Optional.of(new Special())),
                        "'one' is a #Special before and a #Tally after."));
    }

    @ParameterizedTest
    @MethodSource("losing")
    void saysWhatDoesNotSurvive(Object entity, String loss) {
        assertThat(RoundTripCheck.losses(stateOf(entity), entity))
                .containsExactly(loss.replace("#", "dev.bettong.codec.RoundTripCheckTest$"));
    }

    @Test
    void comparesContents() {
        Forgets entity = new Forgets("abc", List.of("x", "y", "z"));

        assertThat(RoundTripCheck.losses(stateOf(entity), entity))
                .containsExactlyInAnyOrder(
                        "'text' is bc before and c after.", "'list' is 2 elements before and 1 elements after.");
    }

    @Test
    void reportsASubclassOfTheStatesType() {
        State<Tally> state = State.named("s", Tally.class, Special::new);

        assertThat(RoundTripCheck.losses(state, new Special()))
                .containsExactly("It is a dev.bettong.codec.RoundTripCheckTest$Special before and a"
                        + " dev.bettong.codec.RoundTripCheckTest$Tally after.");
    }

    @Test
    void reportsWhatContainsItself() {
        record Self(List<Self> all) {}
        Self self = new Self(new ArrayList<>());
        self.all.add(self);

        assertThat(RoundTripCheck.losses(stateOf(self), self))
                .singleElement()
                .satisfies(loss -> assertThat(loss).startsWith("It cannot be encoded: "));
    }

    record Codec(Function<Object, String> encoder, Function<String, Object> decoder) implements StateCodec<Object> {

        @Override
        public byte[] encode(Object entity) {
            return encoder.apply(entity).getBytes(UTF_8);
        }

        @Override
        public Object decode(byte[] bytes) {
            return decoder.apply(new String(bytes, UTF_8));
        }
    }

    static Stream<Arguments> codecs() {
        Function<Object, String> text = Object::toString;
        return Stream.of(
                arguments(new Codec(text, StringBuilder::new), List.of()),
                arguments(
                        new Codec(text, word -> word),
                        List.of("It is a java.lang.StringBuilder before and a java.lang.String after.")),
                arguments(
                        new Codec(text, word -> new StringBuilder()),
                        List.of("What it was decoded to is neither equal to it nor encoded to the same bytes.")),
                arguments(
                        new Codec(RoundTripCheckTest::fail, StringBuilder::new),
                        List.of("It cannot be encoded: java.lang.IllegalStateException: broken.")),
                arguments(
                        new Codec(text, RoundTripCheckTest::fail),
                        List.of("It cannot be decoded: java.lang.IllegalStateException: broken.")));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void triesADeclaredCodec(Codec codec, List<String> losses) {
        State<Object> state = State.<Object>named("s", typeOf(new StringBuilder()), StringBuilder::new)
                .codec(codec);

        assertThat(RoundTripCheck.losses(state, new StringBuilder("abc"))).isEqualTo(losses);
    }

    private static String fail(Object input) {
        throw new IllegalStateException("broken");
    }

    private static State<Object> stateOf(Object entity) {
        return State.named("s", typeOf(entity), () -> entity);
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> typeOf(Object entity) {
        return (Class<Object>) entity.getClass();
    }
}
