package dev.bettong.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.management.ThreadMXBean;
import dev.bettong.pipeline.FormerName;
import dev.bettong.pipeline.TypeRef;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"ArrayRecordComponent", "UnusedVariable", "JavaUtilDate"}) // events as people write them
class EventSerializerTest {

    /** An enum whose constants are classes of their own. */
    enum Sign {
        PLUS {
            @Override
            int of(int number) {
                return number;
            }
        },
        MINUS {
            @Override
            int of(int number) {
                return -number;
            }
        };

        abstract int of(int number);
    }

    sealed interface Shape permits Point, Circle, Group, Named {}

    record Point() implements Shape {}

    record Circle(double radius, @Nullable Sign sign) implements Shape {}

    record Group(List<Shape> shapes, @Nullable Shape frame) implements Shape {}

    sealed interface Named extends Shape permits Label, Origin {}

    record Label(String name, Map<String, Shape> parts) implements Named {}

    enum Origin implements Named {
        LEFT {},
        RIGHT
    }

    sealed interface Result<T> permits Failed, Ok {}

    record Failed<T>(String why, Optional<T> last) implements Result<T> {}

    record Ok<T>(T value, List<Result<T>> before) implements Result<T> {}

    record Pair<A, B>(A first, B second) {}

    record Primitives(
            boolean truth,
            char letter,
            byte tiny,
            short small,
            int number,
            long large,
            float single,
            double precise,
            int[] numbers,
            double[][] matrix,
            char sign,
            boolean[] truths) {}

    record Scalars(
            String text,
            Boolean truth,
            Character letter,
            Byte tiny,
            Short small,
            Integer number,
            Long large,
            Float single,
            Double precise,
            BigInteger whole,
            BigDecimal exact,
            UUID id,
            byte[] bytes,
            Sign sign) {}

    record Times(
            Instant instant,
            LocalDate date,
            LocalDateTime dateTime,
            LocalTime time,
            OffsetDateTime offsetDateTime,
            OffsetTime offsetTime,
            ZonedDateTime zoned,
            Year year,
            YearMonth month,
            MonthDay day,
            Duration duration,
            Period period,
            ZoneOffset offset,
            ZoneId zone) {}

    record Containers(
            List<String> list,
            Set<Long> set,
            Map<Sign, List<Scalars>> map,
            Map<BigDecimal, Optional<byte[]>> byNumber,
            Map<LocalDate, Integer> byDay,
            Optional<Map<UUID, Shape>> maybe,
            Shape[] shapes,
            String[][] table,
            List<Optional<Integer>> gaps) {}

    static final List<EventType> TYPES = List.of(
            EventType.of(String.class),
            EventType.of(long.class),
            EventType.of(byte[].class),
            EventType.of(Sign.class),
            EventType.of(Instant.class),
            EventType.of(Primitives.class),
            EventType.of(Scalars.class),
            EventType.of(Times.class),
            EventType.of(Containers.class),
            EventType.of(Shape.class),
            EventType.of(Shape[].class),
            type(new TypeRef<List<Map<String, Shape>>>() {}),
            type(new TypeRef<Result<Shape>>() {}),
            type(new TypeRef<Pair<Result<List<Circle>>, Pair<Sign, int[]>>>() {}));

    private static final int EVENTS = 100;

    @ParameterizedTest
    @FieldSource("TYPES")
    void bringsRandomEventsBack(EventType type) {
        EventSerializer serializer = EventSerializer.of(type);
        RandomEvents events = new RandomEvents(42);
        for (int i = 0; i < EVENTS; i++) {
            Object event = events.next(type);

            Object back = serializer.deserialize(serializer.serialize(event));

            assertThat(back).hasSameClassAs(event instanceof List ? back : event);
            assertThat(back).matches(read -> RandomEvents.same(event, read), "is like " + event);
        }
    }

    @ParameterizedTest
    @FieldSource("TYPES")
    void readsNoBeginningOfAnEvent(EventType type) {
        EventSerializer serializer = EventSerializer.of(type);
        RandomEvents events = new RandomEvents(7);
        for (int i = 0; i < EVENTS / 10; i++) {
            byte[] bytes = serializer.serialize(events.next(type));
            for (int length = 0; length < bytes.length; length += 1 + length / 20) {
                byte[] beginning = Arrays.copyOf(bytes, length);

                assertThatThrownBy(() -> serializer.deserialize(beginning))
                        .isInstanceOf(EventSerializationException.class);
            }
        }
    }

    /** What comes back can be serialized, so that every part of it is what the type declares. */
    @ParameterizedTest
    @FieldSource("TYPES")
    void readsNothingElseFromChangedBytesAndTakesLittleMemory(EventType type) {
        EventSerializer serializer = EventSerializer.of(type);
        RandomEvents events = new RandomEvents(11);
        Random random = new Random(12);
        int read = 0;
        for (int i = 0; i < 10 * EVENTS; i++) {
            byte[] bytes = i % 10 == 0 ? new byte[random.nextInt(200)] : serializer.serialize(events.next(type));
            if (i % 10 == 0) {
                random.nextBytes(bytes);
            }
            for (int flips = 1 + random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            long before = allocated();
            try {
                Object event = serializer.deserialize(bytes);
                assertThat(event).isInstanceOf(type.rawClass());
                serializer.serialize(event);
                read++;
            } catch (EventSerializationException expected) {
                assertThat(expected.getMessage()).contains(type.toString());
            }
            assertThat(allocated() - before).isLessThan(4_000_000 + 1000L * bytes.length);
        }
        assertThat(read).isPositive();
    }

    /** Headers that announce more than there is, or values that take much to compute. */
    @ParameterizedTest
    @MethodSource
    void takesLittleMemoryForBytesThatAnnounceMuch(EventType type, byte[] bytes) {
        EventSerializer serializer = EventSerializer.of(type);
        long before = allocated();

        assertThatThrownBy(() -> serializer.deserialize(bytes)).isInstanceOf(EventSerializationException.class);

        assertThat(allocated() - before).isLessThan(16_000_000);
    }

    static Stream<Arguments> takesLittleMemoryForBytesThatAnnounceMuch() {
        EventType numbers = type(new TypeRef<List<Long>>() {});
        byte[] deep = new byte[1_000_000];
        Arrays.fill(deep, (byte) 0x81);
        return Stream.of(
                arguments(EventType.of(byte[].class), announced(0x5A, Integer.MAX_VALUE)),
                arguments(EventType.of(String.class), announced(0x7A, Integer.MAX_VALUE)),
                arguments(numbers, announced(0x9A, Integer.MAX_VALUE)),
                arguments(EventType.of(long[].class), announced(0x9A, Integer.MAX_VALUE)),
                arguments(type(new TypeRef<Map<String, String>>() {}), announced(0xBA, Integer.MAX_VALUE)),
                arguments(EventType.of(BigInteger.class), exponent(Integer.MAX_VALUE)),
                arguments(EventType.of(Long.class), exponent(Integer.MAX_VALUE)),
                arguments(numbers, deep));
    }

    private static byte[] announced(int header, int length) {
        return ByteBuffer.allocate(8).put((byte) header).putInt(length).array();
    }

    /** A decimal fraction: a mantissa of 1 and an exponent. */
    private static byte[] exponent(int exponent) {
        return ByteBuffer.allocate(8)
                .put((byte) 0xC4)
                .put((byte) 0x82)
                .put((byte) 0x1A)
                .putInt(exponent)
                .put((byte) 1)
                .array();
    }

    @Test
    void namesNoClassButThoseThatASealedInterfacePermits() {
        byte[] bytes = EventSerializer.of(EventType.of(Shape.class))
                .serialize(new Group(List.of(new Circle(1, Sign.PLUS)), Origin.LEFT));

        assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("Group", "Circle", "Origin", "LEFT")
                .doesNotContain("Shape", "bettong", "EventSerializerTest");
    }

    @Test
    void readsNoClassThatTheInterfaceDoesNotPermit() {
        byte[] bytes = EventSerializer.of(EventType.of(Shape.class)).serialize(new Circle(1, null));
        EventSerializer named = EventSerializer.of(EventType.of(Named.class));

        assertThatThrownBy(() -> named.deserialize(bytes))
                .isInstanceOf(EventSerializationException.class)
                .rootCause()
                .hasMessageContaining("none of the classes that were expected: Label, Origin");
    }

    @Test
    void serializesNoEventOfAnotherType() {
        assertThatThrownBy(() -> EventSerializer.of(EventType.of(Circle.class)).serialize("a word"))
                .isInstanceOf(EventSerializationException.class)
                .hasMessageContaining("the event is a java.lang.String and not a " + Circle.class.getName());
    }

    @Test
    void serializesNoHalfOfASurrogatePair() {
        assertThatThrownBy(() -> EventSerializer.of(EventType.of(String.class)).serialize("\ud800"))
                .isInstanceOf(EventSerializationException.class);
    }

    @Test
    void readsNoNullAsAnEvent() {
        assertThatThrownBy(() -> EventSerializer.of(EventType.of(String.class)).deserialize(new byte[] {(byte) 0xF6}))
                .isInstanceOf(EventSerializationException.class);
    }

    @Test
    void serializesOnSeveralThreadsAtOnce() {
        EventType type = EventType.of(Shape.class);
        EventSerializer serializer = EventSerializer.of(type);
        List<Object> events = new ArrayList<>();
        RandomEvents random = new RandomEvents(3);
        for (int i = 0; i < EVENTS; i++) {
            events.add(random.next(type));
        }

        List<Object> back = events.parallelStream()
                .map(event -> serializer.deserialize(serializer.serialize(event)))
                .toList();

        assertThat(back).isEqualTo(events);
    }

    record Before(int kept, String removed, String renamed) {}

    record After(
            Optional<String> maybe,
            @FormerName("renamed") String name,
            List<String> list,
            Set<Integer> set,
            Map<String, Long> map,
            int[] numbers,
            long kept,
            int count,
            boolean flag,
            @Nullable String text,
            @Nullable Circle circle) {}

    @Test
    void readsWhatAnOlderTypeWrote() {
        byte[] bytes = EventSerializer.of(EventType.of(Before.class)).serialize(new Before(5, "gone", "b"));

        Object after = EventSerializer.of(EventType.of(After.class)).deserialize(bytes);

        Object defaults =
                new After(Optional.empty(), "b", List.of(), Set.of(), Map.of(), new int[0], 5, 0, false, null, null);
        assertThat(after).matches(read -> RandomEvents.same(defaults, read), "is like " + defaults);
    }

    record WrongOptional(Optional<Optional<String>> it) {}

    record Holder(List<Wrapped> all) {}

    record Wrapped(Date date) {}

    interface Open {}

    static class Plain {
        int number;
    }

    sealed interface HalfOpen permits Closed, Opened {}

    record Closed() implements HalfOpen {}

    non-sealed interface Opened extends HalfOpen {}

    static final class Inner {
        record Circle() implements Twice {}
    }

    sealed interface Twice permits Inner.Circle, Other.Circle {}

    static final class Other {
        record Circle() implements Twice {}
    }

    record Anything(Object it) {}

    record Keys(Map<Circle, String> it) {}

    record Concrete(ArrayList<String> it) {}

    record Sorted(SortedMap<String, String> it) {}

    record Letters(char[] it) {}

    record Counter(java.util.concurrent.atomic.AtomicLong it) {}

    record Renamed(@FormerName("b") int a, int b) {}

    @ParameterizedTest
    @MethodSource
    void saysWhatCannotBeSerialized(EventType type, String problem) {
        assertThatThrownBy(() -> EventSerializer.of(type))
                .isInstanceOfSatisfying(
                        UnsupportedEventTypeException.class,
                        unsupported -> assertThat(unsupported.problems()).containsExactly(problem))
                .hasMessageContaining("events of type %s cannot be serialized: ", type);
    }

    static Stream<Arguments> saysWhatCannotBeSerialized() {
        String supported = "take a record, a sealed interface of records, an enum, String, a primitive or its box,"
                + " BigDecimal, BigInteger, byte[], UUID, java.time, or List, Set, Map, Optional or an array of these.";
        String here = EventSerializerTest.class.getName() + "$";
        return Stream.of(
                arguments(
                        EventType.of(Holder.class),
                        "'all[].date' is a java.util.Date, which has no serialized form: " + supported),
                arguments(
                        type(new TypeRef<Pair<TimeUnit[], Optional<StringBuilder>>>() {}),
                        "'second' is a java.lang.StringBuilder, which has no serialized form: " + supported),
                arguments(
                        EventType.of(Open.class),
                        "It is a %sOpen, which anyone may implement: make it sealed, and let it permit records only."
                                .formatted(here)),
                arguments(
                        EventType.of(Plain.class),
                        "It is a %sPlain, which is no record: make it one, so that its components are all there is of it."
                                .formatted(here)),
                arguments(
                        EventType.of(HalfOpen.class),
                        "'(Opened)' is a %sOpened, which anyone may implement: make it sealed, and let it permit records only."
                                .formatted(here)),
                arguments(
                        EventType.of(Twice.class),
                        "'(Circle)' is a %1$sOther$Circle, which has the name of another class that %1$sTwice permits: rename one."
                                .formatted(here)),
                arguments(
                        EventType.of(Anything.class),
                        "'it' is a java.lang.Object, which does not say what to read back: declare what it holds."),
                arguments(
                        EventType.of(List.class),
                        "'[]' is a java.lang.Object, which does not say what to read back: declare what it holds."),
                arguments(
                        EventType.of(Keys.class),
                        "'it[key]' is a %sCircle, which cannot be a key of a map: take a string, number, UUID, enum or java.time."
                                .formatted(here)),
                arguments(
                        EventType.of(Concrete.class),
                        "'it' is a java.util.ArrayList, which reads back as another collection: declare it as List, Set or Map."),
                arguments(
                        EventType.of(Sorted.class),
                        "'it' is a java.util.SortedMap, which reads back as another collection: declare it as List, Set or Map."),
                arguments(
                        EventType.of(WrongOptional.class),
                        "'it' is a java.util.Optional, which holds another Optional, and reads back empty if that is:"
                                + " take one Optional."),
                arguments(EventType.of(Letters.class), "'it' is a char[], which has no serialized form: " + supported),
                arguments(
                        EventType.of(Counter.class),
                        "'it' is a java.util.concurrent.atomic.AtomicLong, which has no serialized form: " + supported),
                arguments(
                        EventType.of(Renamed.class),
                        "'a' has the former name 'b', which %sRenamed has another component for: remove it."
                                .formatted(here)));
    }

    private static EventType type(TypeRef<?> type) {
        return EventType.of(type.type());
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
