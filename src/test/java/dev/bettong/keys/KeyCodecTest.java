package dev.bettong.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("JdkObsolete") // a LinkedList that equals another list
class KeyCodecTest {

    private static final String HIGH = "\uD83D"; // half of a smiley
    private static final String LOW = "\uDE00"; // the other half

    enum Size {
        SMALL,
        FRIDAY
    }

    record Seat(int row, @Nullable String name) {}

    record Row(int row, @Nullable String name) {}

    record Pair(@Nullable Object left, @Nullable Object right) {}

    record Empty() {}

    record Tagged(String name, Map<String, String> tags) {}

    /** Stored for ever: if one of these fails, keys of existing state are not found any more. */
    static Stream<Arguments> forms() {
        return Stream.of(
                arguments("a key", "sa key"),
                arguments("", "s"),
                arguments("ключ 😀", "sключ 😀"),
                arguments('x', "cx"),
                arguments('ü', "cü"),
                arguments('\\', "c\\"),
                arguments(true, "ztrue"),
                arguments((byte) -5, "b-5"),
                arguments((short) 5, "h5"),
                arguments(Integer.MIN_VALUE, "i-2147483648"),
                arguments(Long.MAX_VALUE, "l9223372036854775807"),
                arguments(new BigInteger("-12"), "n-12"),
                arguments(new BigDecimal("1.50"), "m1.50"),
                arguments(-0.0f, "f-0.0"),
                arguments(0.1, "d0.1"),
                arguments(Double.NaN, "dNaN"),
                arguments(new UUID(1, 2), "g00000000-0000-0001-0000-000000000002"),
                arguments(Size.SMALL, "eKeyCodecTest$Size.SMALL"),
                arguments(DayOfWeek.FRIDAY, "eDayOfWeek.FRIDAY"),
                arguments(LocalDate.of(2026, 1, 2), "tLocalDate 2026-01-02"),
                arguments(ZoneId.of("Europe/Paris"), "tZoneId Europe/Paris"),
                arguments(ZoneOffset.ofHours(1), "tZoneOffset +01:00"),
                arguments(new Seat(5, "a\"b\\"), "rKeyCodecTest$Seat(5, \"a\\\"b\\\\\")"),
                arguments(new Empty(), "rKeyCodecTest$Empty()"),
                arguments(Arrays.asList(1L, 'c', null, "x"), "a[1L, 'c', null, \"x\"]"),
                arguments(
                        List.of(
                                (short) 1,
                                (byte) 2,
                                BigInteger.TEN,
                                new BigDecimal("1E+3"),
                                1.5f,
                                2.5,
                                false,
                                new UUID(0, 0),
                                Size.SMALL,
                                Year.of(2026),
                                new Empty()),
                        "a[1S, 2B, 10N, 1E+3M, 1.5F, 2.5D, false, 00000000-0000-0000-0000-000000000000,"
                                + " KeyCodecTest$Size.SMALL, Year 2026, KeyCodecTest$Empty()]"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void encodesAsATagAndAText(Object key, String form) {
        assertThat(new String(KeyCodec.encode(key), UTF_8)).isEqualTo(form);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void describesTheTextWithoutTheTag(Object key, String form) {
        assertThat(KeyCodec.describe(KeyCodec.encode(key))).isEqualTo(form.substring(1));
    }

    @Test
    void givesDifferentKeysDifferentBytes() {
        List<Object> keys = new ArrayList<>(awkwardKeys());
        awkwardKeys().forEach(key -> {
            keys.add(List.of(key));
            keys.add(new Pair(key, null));
            keys.add(new Pair(null, key));
            keys.add(List.of(List.of(key), "x"));
        });
        Map<List<Byte>, Object> byBytes = new HashMap<>();
        for (Object key : keys) {
            Object other = byBytes.put(bytes(key), key);
            assertThat(other == null || other.equals(key))
                    .as("%s and %s share their bytes", key, other)
                    .isTrue();
        }
    }

    @Test
    void givesDifferentBytesToRandomKeysUnlessTheyAreEqual() {
        Random random = new Random(42);
        Map<List<Byte>, Object> byBytes = new HashMap<>();
        Map<Object, List<Byte>> byKey = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Object key = randomKey(random, 3);
            List<Byte> bytes = bytes(key);
            Object other = byBytes.putIfAbsent(bytes, key);
            assertThat(other == null || other.equals(key))
                    .as("%s and %s share their bytes", key, other)
                    .isTrue();
            List<Byte> before = byKey.putIfAbsent(key, bytes);
            assertThat(before == null || before.equals(bytes))
                    .as("%s has two encodings", key)
                    .isTrue();
        }
        assertThat(byBytes).hasSizeGreaterThan(5_000);
    }

    static Stream<Arguments> equalKeys() {
        return Stream.of(
                arguments(Double.NaN, Double.longBitsToDouble(0x7ff8000000000001L)),
                arguments(Float.NaN, Float.intBitsToFloat(0x7fc00001)),
                arguments(List.of(1, 2), new LinkedList<>(List.of(1, 2))),
                arguments(OffsetTime.parse("10:00Z"), OffsetTime.parse("10:00:00+00:00")),
                arguments(Duration.ofSeconds(60), Duration.ofMinutes(1)));
    }

    @ParameterizedTest
    @MethodSource("equalKeys")
    void givesEqualKeysTheSameBytes(Object one, Object other) {
        assertThat(one).isEqualTo(other);
        assertThat(KeyCodec.encode(one)).isEqualTo(KeyCodec.encode(other));
    }

    static Stream<Object> findable() {
        return awkwardKeys().stream();
    }

    @ParameterizedTest
    @MethodSource("findable")
    void findsAKeyByItsDescription(Object key) {
        byte[] encoded = KeyCodec.encode(key);
        assertThat(KeyCodec.candidates(KeyCodec.describe(encoded))).contains(encoded);
    }

    @Test
    void findsWhateverANumberMayMean() {
        assertThat(KeyCodec.candidates("5"))
                .contains(
                        KeyCodec.encode("5"),
                        KeyCodec.encode('5'),
                        KeyCodec.encode(5),
                        KeyCodec.encode(5L),
                        KeyCodec.encode((short) 5),
                        KeyCodec.encode((byte) 5),
                        KeyCodec.encode(BigInteger.valueOf(5)),
                        KeyCodec.encode(BigDecimal.valueOf(5)),
                        KeyCodec.encode(5.0),
                        KeyCodec.encode(5f),
                        KeyCodec.encode(Year.of(5)));
    }

    @Test
    void findsATimeByItsBareText() {
        assertThat(KeyCodec.candidates("2026-01-02")).contains(KeyCodec.encode(LocalDate.of(2026, 1, 2)));
    }

    @Test
    void takesAnUnknownTextForAString() {
        assertThat(KeyCodec.candidates("no such key!")).startsWith(KeyCodec.encode("no such key!"));
    }

    static Stream<Arguments> unsupported() {
        return Stream.of(
                arguments(new int[] {1}, "int[]"),
                arguments(new AtomicLong(), "java.util.concurrent.atomic.AtomicLong"),
                arguments(Map.of(), "java.util.ImmutableCollections$MapN"),
                arguments(new Pair(1, new AtomicLong()), "java.util.concurrent.atomic.AtomicLong"));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void saysWhichTypeItDoesNotKnowAndWhichItDoes(Object key, String type) {
        assertThatThrownBy(() -> KeyCodec.encode(key))
                .isInstanceOf(UnsupportedKeyException.class)
                .hasMessage("A key of type %s cannot be stored. %s", type, KeyTypes.SUPPORTED);
    }

    static Stream<Object> malformed() {
        return Stream.of(
                HIGH,
                LOW + HIGH,
                "x" + HIGH + "D",
                HIGH.charAt(0),
                new Seat(1, LOW),
                List.of(LOW.charAt(0)),
                List.of(new Pair(1, "x" + LOW)));
    }

    /** Two of them would have the same UTF-8, and their entities become one. */
    @ParameterizedTest
    @MethodSource("malformed")
    void refusesTextThatIsNotWellFormed(Object key) {
        assertThatThrownBy(() -> KeyCodec.encode(key))
                .isInstanceOf(UnsupportedKeyException.class)
                .hasMessage("A key with half of a surrogate pair cannot be stored. Functions must cut text between code"
                        + " points, for example with String.offsetByCodePoints.");
    }

    @Test
    void findsNoKeyByTextThatIsNotWellFormed() {
        assertThat(KeyCodec.candidates(HIGH)).isEmpty();
        assertThat(KeyCodec.keys(HIGH)).isEmpty();
    }

    /** Earlier versions stored such keys: they can still be looked up. */
    @ParameterizedTest
    @ValueSource(strings = {"u\\uD83D\\\\", "c\\uD83D"})
    void findsAnEscapedKeyOfAnEarlierVersion(String stored) {
        assertThat(KeyCodec.candidates(stored.substring(1))).contains(stored.getBytes(UTF_8));
    }

    static Stream<Arguments> types() {
        return Stream.of(
                arguments(String.class, null),
                arguments(int.class, null),
                arguments(Object.class, null),
                arguments(Comparable.class, null),
                arguments(Number.class, null),
                arguments(Size.class, null),
                arguments(Instant.class, null),
                arguments(Pair.class, null),
                arguments(componentOf(Lists.class, 0), null),
                arguments(StringBuilder.class, "A key of type java.lang.StringBuilder cannot be stored."),
                arguments(byte[].class, "A key of type byte[] cannot be stored."),
                arguments(HashMap.class, "A key of type java.util.HashMap cannot be stored."),
                arguments(componentOf(Lists.class, 1), "The part '[]' of a key, of type byte[], cannot be stored."),
                arguments(Lists.class, "The part 'bytes[]' of a key, of type byte[], cannot be stored."));
    }

    record Lists(List<List<String>> texts, List<byte[]> bytes) {}

    @ParameterizedTest
    @MethodSource("types")
    void tellsOfATypeWhetherItCanBeAKey(Type type, @Nullable String problem) {
        assertThat(KeyTypes.problem(type)).isEqualTo(Optional.ofNullable(problem));
    }

    private static Type componentOf(Class<?> type, int index) {
        return type.getRecordComponents()[index].getGenericType();
    }

    private static List<Object> awkwardKeys() {
        return List.of(
                "",
                "5",
                "5L",
                "null",
                "true",
                "\"",
                "\\",
                "\"\"",
                "a, b",
                "[",
                "]",
                "(",
                "[]",
                "Empty()",
                "\uFFFD",
                "?",
                HIGH + LOW,
                "\\uD83D",
                "😀",
                "Year 5",
                "cx",
                "x",
                '5',
                '"',
                '\'',
                '\\',
                '?',
                'x',
                '\uFFFD',
                true,
                false,
                (byte) 5,
                (short) 5,
                5,
                5L,
                -5,
                BigInteger.valueOf(5),
                BigDecimal.valueOf(5),
                new BigDecimal("5.0"),
                new BigDecimal("5E+2"),
                new BigDecimal("500"),
                5f,
                5.0,
                0.0,
                -0.0,
                0f,
                -0f,
                Double.NaN,
                Float.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                Math.nextUp(5.0),
                Math.nextUp(5f),
                new UUID(0, 5),
                new UUID(5, 0),
                Size.SMALL,
                Size.FRIDAY,
                DayOfWeek.FRIDAY,
                Month.MAY,
                Year.of(5),
                Year.of(-5),
                Year.of(20260),
                YearMonth.of(2026, 5),
                MonthDay.of(5, 5),
                LocalDate.of(2026, 5, 5),
                LocalDate.of(12026, 5, 5),
                LocalTime.of(5, 5),
                LocalTime.of(5, 5, 0, 1),
                LocalDateTime.of(2026, 5, 5, 5, 5),
                OffsetTime.of(5, 5, 0, 0, ZoneOffset.UTC),
                OffsetDateTime.parse("2026-05-05T05:05Z"),
                OffsetDateTime.parse("2026-05-05T06:05+01:00"),
                Instant.parse("2026-05-05T05:05:00Z"),
                Instant.EPOCH,
                ZonedDateTime.parse("2026-05-05T05:05Z[UTC]"),
                ZonedDateTime.parse("2026-05-05T05:05Z"),
                ZonedDateTime.parse("2026-10-25T02:30+01:00[Europe/Paris]"),
                ZonedDateTime.parse("2026-10-25T02:30+02:00[Europe/Paris]"),
                ZoneId.of("UTC"),
                ZoneOffset.UTC,
                ZoneOffset.ofHours(5),
                Duration.ofMillis(-500),
                Duration.ofDays(5),
                Duration.ZERO,
                Period.ofDays(5),
                Period.of(0, 12, 0),
                Period.ofYears(1),
                Period.ZERO,
                new Seat(5, "a"),
                new Seat(5, null),
                new Seat(5, "null"),
                new Row(5, "a"),
                new Empty(),
                new Pair(1, 2),
                new Pair("1, 2", 3),
                new Pair("1", "2, 3"),
                new Pair(List.of(1), 2),
                new Pair(1, List.of(2)),
                List.of(),
                List.of(List.of()),
                List.of(1, 2),
                List.of("1, 2"),
                List.of(1L, 2),
                List.of("1", "2"),
                Arrays.asList((Object) null),
                List.of("null"),
                List.of(List.of(1), 2),
                List.of(List.of(1, 2)));
    }

    private static Object randomKey(Random random, int depth) {
        List<Supplier<Object>> kinds = List.of(
                () -> randomText(random),
                () -> "\\\"'5x\uFFFDü?".charAt(random.nextInt(8)),
                () -> random.nextInt(-9, 9),
                () -> (long) random.nextInt(-9, 9),
                () -> BigDecimal.valueOf(random.nextInt(-99, 99), random.nextInt(-2, 3)),
                () -> random.nextInt(-9, 9) / 4.0,
                () -> Size.values()[random.nextInt(2)],
                () -> Duration.ofMillis(random.nextInt(-9999, 9999)),
                () -> Stream.generate(() -> randomKey(random, depth - 1))
                        .limit(random.nextInt(3))
                        .toList(),
                () -> new Pair(
                        randomKey(random, depth - 1), random.nextBoolean() ? null : randomKey(random, depth - 1)));
        return Objects.requireNonNull(kinds.get(random.nextInt(depth == 0 ? kinds.size() - 2 : kinds.size()))
                .get());
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        String alphabet = "\\\"',[]() 15LuD\uFFFDü?";
        for (int length = random.nextInt(4); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static List<Byte> bytes(Object key) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : KeyCodec.encode(key)) {
            bytes.add(each);
        }
        return bytes;
    }
}
