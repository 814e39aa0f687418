package dev.bettong.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"ArrayRecordComponent", "JdkObsolete", "UnusedVariable"}) // states as people write them
class CborCodecTest {

    enum Mode {
        SLOW {
            @Override
            public String toString() {
                return "slowly";
            }
        },
        FAST
    }

    record Item(String name, @Nullable Item inner) {}

    /** A class as people write them: hidden fields, final ones, a getter that is not a field, and nothing public. */
    static final class Basket {

        private final Map<String, Long> counts = new HashMap<>();
        private final List<Item> items = new ArrayList<>();
        private final long made;
        private int touched = 3;
        private transient int cached = 7;

        private Basket() {
            made = 1;
        }

        private Basket(long made) {
            this.made = made;
        }

        @SuppressWarnings("DoNotCallSuggester")
        public int getTotal() {
            throw new IllegalStateException("no field");
        }

        @SuppressWarnings("DoNotCallSuggester")
        public void setTouched(int touched) {
            throw new IllegalStateException("no field");
        }
    }

    private static class Parent {
        private int inherited = 1;
    }

    private static final class Child extends Parent {
        private int own = 2;
    }

    private static final class Box<T> {
        private @Nullable T content;
    }

    record Boxes(Box<Item> item, Box<List<Mode>> modes) {}

    record Scalars(
            boolean truth,
            char letter,
            byte tiny,
            short small,
            int medium,
            long large,
            float single,
            double twice,
            @Nullable Integer boxed,
            @Nullable Character boxedLetter,
            BigInteger whole,
            BigDecimal exact,
            UUID id,
            Mode mode,
            byte[] bytes,
            long[] numbers,
            String[] texts,
            Optional<String> some,
            Optional<String> none) {}

    record Times(
            Instant instant,
            LocalDate date,
            LocalDateTime dateTime,
            LocalTime time,
            OffsetDateTime offsetDateTime,
            OffsetTime offsetTime,
            ZonedDateTime zonedDateTime,
            Year year,
            YearMonth yearMonth,
            MonthDay monthDay,
            Duration duration,
            Period period,
            ZoneOffset offset,
            ZoneId zone,
            DayOfWeek day) {}

    record Collections(
            Collection<Item> collection,
            List<List<Integer>> list,
            Set<String> set,
            SortedSet<String> sorted,
            Queue<Long> queue,
            Deque<Long> deque,
            LinkedList<Long> linked,
            PriorityQueue<Long> priority,
            EnumSet<Mode> modes,
            Map<String, Item> map,
            NavigableMap<Long, String> navigable,
            ConcurrentMap<String, Long> concurrent,
            EnumMap<Mode, Integer> byMode) {}

    record Keys(
            Map<Integer, String> integers,
            Map<Long, String> longs,
            Map<Short, String> shorts,
            Map<Byte, String> bytes,
            Map<Character, String> letters,
            Map<Boolean, String> truths,
            Map<Double, String> doubles,
            Map<Float, String> floats,
            Map<BigInteger, String> wholes,
            Map<BigDecimal, String> exacts,
            Map<UUID, String> ids,
            Map<Mode, String> modes,
            Map<Instant, String> instants,
            Map<ZoneId, String> zones,
            Map<ZonedDateTime, String> zoned,
            Map<Year, String> years) {}

    record Atomics(AtomicBoolean truth, AtomicInteger number, AtomicLong large, AtomicReference<Item> item) {}

    record Texts(
            String text,
            List<String> more,
            Map<String, Integer> byText,
            char letter,
            Map<Character, Integer> byLetter) {}

    static Stream<Object> entities() {
        Basket basket = new Basket(5);
        basket.counts.put("a", 1L);
        basket.items.add(new Item("outer", new Item("inner", null)));
        basket.touched = 4;
        Child child = new Child();
        StringBuilder text = new StringBuilder();
        text.append("text");
        ((Parent) child).inherited = 10;
        child.own = 20;
        return Stream.of(
                basket,
                child,
                new Item("ключ 😀", null),
                scalars(Integer.MAX_VALUE, Long.MIN_VALUE, 0.1f, -0.0),
                scalars(-1, 1, Float.NaN, Double.NEGATIVE_INFINITY),
                times("2026-10-25T02:30+02:00[Europe/Paris]", 2026),
                times("2026-10-25T02:30+01:00[Europe/Paris]", -5),
                times("2026-05-05T05:05:05.123456789Z", 12345),
                collections(),
                keys(),
                new Atomics(
                        new AtomicBoolean(true),
                        new AtomicInteger(5),
                        new AtomicLong(6),
                        new AtomicReference<>(new Item("x", null))),
                new long[] {1, -1, Long.MAX_VALUE},
                new AtomicLong(5),
                text);
    }

    @ParameterizedTest
    @MethodSource("entities")
    void bringsBackWhatWasStored(Object entity) {
        assertThat(RoundTripCheck.losses(stateOf(entity), entity)).isEmpty();
    }

    @Test
    void bringsBackTypeArguments() throws Exception {
        Box<Item> item = new Box<>();
        item.content = new Item("x", null);
        Box<List<Mode>> modes = new Box<>();
        modes.content = List.of(Mode.SLOW, Mode.FAST);

        Boxes back = travel(new Boxes(item, modes));

        assertThat(back.item.content).isEqualTo(new Item("x", null));
        assertThat(back.modes.content).containsExactly(Mode.SLOW, Mode.FAST);
    }

    @Test
    void storesFieldsAndNothingElse() throws Exception {
        Basket basket = new Basket(5);
        basket.cached = 8;

        Basket back = travel(basket);

        assertThat(back.made).isEqualTo(5);
        assertThat(back.touched).isEqualTo(3);
        assertThat(back.cached).isEqualTo(7);
    }

    /** So that state of an unsorted set or map is not shuffled by a restart. */
    @Test
    void keepsTheOrderOfMapsAndSets() throws Exception {
        List<String> words = List.of("z", "a", "m", "b", "y");
        Map<String, Long> map = new LinkedHashMap<>();
        words.forEach(word -> map.put(word, 1L));
        record Ordered(Map<String, Long> map, Set<String> set) {}

        Ordered back = travel(new Ordered(map, new LinkedHashSet<>(words)));

        assertThat(back.map.keySet()).containsExactlyElementsOf(words);
        assertThat(back.set).containsExactlyElementsOf(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "\uFFFF", "\uFFFFd83d", "\uFFFD", "\uD83D\uDE00"})
    void bringsBackUnusualText(String text) {
        Texts texts = new Texts(text, List.of(text), Map.of(text, 1), '\uFFFF', Map.of('\uFFFF', 1));

        assertThat(RoundTripCheck.losses(stateOf(texts), texts)).isEmpty();
    }

    /** A client may send one, as an escape in JSON: that must not keep the entity from being saved. */
    @Test
    void storesHalfOfASurrogatePairAsTheReplacementCharacter() throws Exception {
        StateCodec<Object> codec = StateCodecs.of(stateOf(texts("")));

        assertThat(codec.decode(codec.encode(texts("a\uD83Db")))).isEqualTo(texts("a\uFFFDb"));
        assertThat(codec.decode(codec.encode(texts("\uDE00\uD83D")))).isEqualTo(texts("\uFFFD\uFFFD"));
        assertThat(codec.decode(codec.encode(texts("\uD83D".repeat(5000))))).isEqualTo(texts("\uFFFD".repeat(5000)));
    }

    private static Texts texts(String text) {
        return new Texts(text, List.of(text), Map.of(text, 1), 'x', Map.of('x', 1));
    }

    @Test
    void bringsBackLongTexts() {
        String text = "x".repeat(1_000_000);
        Texts texts = new Texts(text, List.of(), Map.of(text, 1), 'x', Map.of());

        assertThat(RoundTripCheck.losses(stateOf(texts), texts)).isEmpty();
    }

    @Test
    void bringsBackLongNumbers() {
        record Numbers(BigInteger whole, BigDecimal exact, Map<BigInteger, Integer> byNumber) {}
        BigInteger whole = BigInteger.TEN.pow(5000).negate();
        Numbers numbers = new Numbers(whole, new BigDecimal(whole, 17), Map.of(whole, 1));

        assertThat(RoundTripCheck.losses(stateOf(numbers), numbers)).isEmpty();
    }

    @Test
    void rejectsBytesThatAreCutOff() throws Exception {
        StateCodec<Object> codec = StateCodecs.of(stateOf(new Item("x", null)));
        byte[] bytes = codec.encode(new Item("some name", null));

        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length - 3)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void rejectsBytesWithMoreBehindThem() throws Exception {
        StateCodec<Object> codec = StateCodecs.of(stateOf(new Item("x", null)));
        byte[] bytes = codec.encode(new Item("some name", null));

        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void takesTheDeclaredCodec() throws Exception {
        StateCodec<String> declared = new StateCodec<>() {
            @Override
            public byte[] encode(String entity) {
                return new byte[] {42};
            }

            @Override
            public String decode(byte[] bytes) {
                return "from " + bytes[0];
            }
        };
        StateCodec<Object> codec =
                StateCodecs.of(State.named("s", String.class, () -> "").codec(declared));

        assertThat(codec.decode(codec.encode("x"))).isEqualTo("from 42");
    }

    @Test
    void doesNotPrepareATypeThatItCannotBringBack() {
        assertThatThrownBy(() -> StateCodecs.of(State.named("s", Object.class, Object::new)))
                .isInstanceOf(UnstorableStateException.class)
                .hasMessageContaining("'s'");
    }

    /** Stored for ever: if this fails, existing state cannot be read any more. */
    @Test
    void readsTheFormOfTheFirstVersion() throws Exception {
        record First(Map<String, Long> byWord, List<Mode> modes, Instant since, double mean, byte @Nullable [] raw) {}
        StateCodec<Object> codec = StateCodecs.of(
                State.named("s", First.class, () -> new First(Map.of(), List.of(), Instant.EPOCH, 0, null)));
        byte[] stored = HexFormat.of()
                .parseHex(
                        "bf" // map
                                + "666279576f7264" + "bf62616219012cff" // "byWord": {"ab": 300}
                                + "656d6f646573" + "8164534c4f57" // "modes": ["SLOW"]
                                + "6573696e6365"
                                + "74313937302d30312d30315430303a30303a30305a" // "since": "1970-01-01T00:00:00Z"
                                + "646d65616e" + "fb3fe0000000000000" // "mean": 0.5
                                + "63726177" + "420102" // "raw": h'0102'
                                + "ff");

        First first = (First) codec.decode(stored);

        assertThat(first.byWord).containsExactly(Map.entry("ab", 300L));
        assertThat(first.modes).containsExactly(Mode.SLOW);
        assertThat(first.since).isEqualTo(Instant.EPOCH);
        assertThat(first.mean).isEqualTo(0.5);
        assertThat(first.raw).containsExactly(1, 2);
    }

    @Test
    void readsTheEscapedFormOfTheFirstVersion() throws Exception {
        StateCodec<Object> codec = StateCodecs.of(stateOf(new Item("x", null)));
        byte[] stored = HexFormat.of()
                .parseHex(
                        "ff" // escaped
                                + "bf"
                                + "646e616d65" + "68" + "61efbfbf64383364" // "name": "a", U+FFFF, "d83d"
                                + "65696e6e6572" + "f6" // "inner": null
                                + "ff");

        assertThat(codec.decode(stored)).isEqualTo(new Item("a\uD83D", null));
    }

    record Everything(String text, Scalars scalars, Times times, Collections collections, Keys keys, Texts texts) {}

    /** What an earlier version wrote, next to text that it had to escape. */
    @Test
    void readsEverythingThatIsStoredNextToEscapedText() throws Exception {
        Everything escaped = everything("half \uFFFFd83d, mark \uFFFFffff");
        StateCodec<Object> codec = StateCodecs.of(stateOf(escaped));

        Object decoded = codec.decode(escapedForm(codec.encode(escaped)));

        assertThat(decoded).usingRecursiveComparison().isEqualTo(everything("half \uD83D, mark \uFFFF"));
    }

    @Test
    void readsEscapedCharacters() throws Exception {
        record Written(String letter, String builder, Map<String, Double> byLetter) {}
        record Read(char letter, StringBuilder builder, Map<Character, Double> byLetter) {}
        Written written = new Written("\uFFFFd83d", "a\uFFFFde00", Map.of("\uFFFFffff", Double.NaN));
        State<Read> state = State.named("s", Read.class, () -> new Read('x', new StringBuilder(), Map.of()));

        Read read = (Read) StateCodecs.of(state)
                .decode(escapedForm(StateCodecs.of(stateOf(written)).encode(written)));

        assertThat(read.letter).isEqualTo('\uD83D');
        assertThat(read.builder).hasToString("a\uDE00");
        assertThat(read.byLetter).containsExactly(Map.entry('\uFFFF', Double.NaN));
    }

    private static byte[] escapedForm(byte[] cbor) {
        byte[] stored = new byte[cbor.length + 1];
        stored[0] = (byte) 0xFF;
        System.arraycopy(cbor, 0, stored, 1, cbor.length);
        return stored;
    }

    private static Everything everything(String text) {
        Texts texts = new Texts(text, List.of(text), Map.of(text, 1), 'x', Map.of('y', 1));
        return new Everything(
                text,
                scalars(-1, 1, 0.1f, -0.0),
                times("2026-05-05T05:05:05.123456789Z", 12345),
                collections(),
                keys(),
                texts);
    }

    private static Scalars scalars(int number, long large, float single, double twice) {
        return new Scalars(
                true,
                'ü',
                (byte) number,
                (short) number,
                number,
                large,
                single,
                twice,
                null,
                null,
                BigInteger.valueOf(large).multiply(BigInteger.valueOf(large)).negate(),
                new BigDecimal("-123456789012345678901234567890.1200"),
                new UUID(large, number),
                Mode.SLOW,
                new byte[] {1, 2, 3},
                new long[] {large},
                new String[] {"x", ""},
                Optional.of("some"),
                Optional.empty());
    }

    private static Times times(String zoned, int year) {
        ZonedDateTime time = ZonedDateTime.parse(zoned).withYear(year);
        return new Times(
                time.toInstant(),
                time.toLocalDate(),
                time.toLocalDateTime(),
                time.toLocalTime(),
                time.toOffsetDateTime(),
                time.toOffsetDateTime().toOffsetTime(),
                time,
                Year.of(year),
                YearMonth.of(year, 5),
                MonthDay.of(2, 29),
                Duration.ofMillis(-500),
                Period.of(0, 13, -1),
                time.getOffset(),
                time.getZone(),
                DayOfWeek.FRIDAY);
    }

    private static Collections collections() {
        return new Collections(
                new ArrayList<>(List.of(new Item("x", null))),
                new ArrayList<>(List.of(List.of(1, 2), List.of())),
                new LinkedHashSet<>(List.of("b", "a")),
                new TreeSet<>(List.of("b", "a")),
                new ArrayDeque<>(List.of(2L, 1L)),
                new ArrayDeque<>(List.of(2L, 1L)),
                new LinkedList<>(List.of(2L, 1L)),
                new PriorityQueue<>(List.of(3L, 1L, 2L)),
                EnumSet.of(Mode.FAST),
                new HashMap<>(Map.of("x", new Item("x", null))),
                new TreeMap<>(Map.of(2L, "b", 10L, "a")),
                new ConcurrentHashMap<>(Map.of("x", 1L)),
                new EnumMap<>(Map.of(Mode.SLOW, 1)));
    }

    private static Keys keys() {
        return new Keys(
                Map.of(1, "a", -1, "b"),
                Map.of(Long.MAX_VALUE, "a", 1L, "b"),
                Map.of((short) 1, "a"),
                Map.of((byte) -1, "a"),
                Map.of('ü', "a", '1', "b"),
                Map.of(true, "a", false, "b"),
                Map.of(0.1, "a", Double.NaN, "b", -0.0, "c"),
                Map.of(0.1f, "a", Float.NEGATIVE_INFINITY, "b"),
                Map.of(BigInteger.TEN.pow(30), "a"),
                Map.of(new BigDecimal("1.50"), "a"),
                Map.of(new UUID(1, 2), "a"),
                Map.of(Mode.SLOW, "a", Mode.FAST, "b"),
                Map.of(Instant.EPOCH.plusNanos(1), "a"),
                Map.of(ZoneId.of("Europe/Paris"), "a", ZoneOffset.ofHours(1), "b"),
                Map.of(ZonedDateTime.parse("2026-10-25T02:30+01:00[Europe/Paris]"), "a"),
                Map.of(Year.of(5), "a"));
    }

    @SuppressWarnings("unchecked")
    private static <S> S travel(S entity) throws Exception {
        StateCodec<Object> codec = StateCodecs.of(stateOf(entity));
        return (S) codec.decode(codec.encode(entity));
    }

    @SuppressWarnings("unchecked")
    private static <S> State<S> stateOf(S entity) {
        Supplier<S> initial = () -> entity;
        return State.named("s", (Class<S>) entity.getClass(), initial);
    }
}
