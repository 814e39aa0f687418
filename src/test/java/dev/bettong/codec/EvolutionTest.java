package dev.bettong.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.codec.Compatibility.Change;
import dev.bettong.codec.Compatibility.Verdict;
import dev.bettong.pipeline.FormerName;
import dev.bettong.pipeline.State;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State that was stored by an application whose types have changed since. */
@SuppressWarnings({"ArrayRecordComponent", "UnusedVariable"}) // states as people write them
class EvolutionTest {

    static final class Class1 {
        private final Map<String, Long> counts = new HashMap<>(Map.of("a", 1L));
        private int kept = 1;
        private String removed = "gone";
    }

    static final class Class2 {
        private int kept;
        private final Map<String, Long> counts = new HashMap<>();
        private int added = 42;
        private final List<String> names = new ArrayList<>(List.of("default"));
    }

    record Record1(int kept, String removed) {}

    record Record2(
            int added,
            List<String> names,
            int kept,
            @Nullable Boolean flag) {}

    record Outer1(List<Record1> all) {}

    record Outer2(List<Record2> all) {}

    record Became(Map<String, Long> counts, int kept, String removed) {}

    @Test
    void givesAnAddedFieldOfAClassWhatItsInitializerSays() throws Exception {
        Class2 now = reload(Class1.class, new Class1(), Class2.class, Class2::new);

        assertThat(now.kept).isEqualTo(1);
        assertThat(now.counts).containsExactly(Map.entry("a", 1L));
        assertThat(now.added).isEqualTo(42);
        assertThat(now.names).containsExactly("default");
    }

    @Test
    void givesAnAddedComponentOfTheStateWhatTheInitialValueSays() throws Exception {
        Record2 now = reload(
                Record1.class,
                new Record1(5, "gone"),
                Record2.class,
                () -> new Record2(42, new ArrayList<>(List.of("default")), 0, true));

        assertThat(now).isEqualTo(new Record2(42, List.of("default"), 5, true));
    }

    @Test
    void makesTheDefaultsAnewForEveryEntity() throws Exception {
        Supplier<Record2> initial = () -> new Record2(42, new ArrayList<>(), 0, true);
        reload(Record1.class, new Record1(5, ""), Record2.class, initial).names.add("x");

        assertThat(reload(Record1.class, new Record1(5, ""), Record2.class, initial).names)
                .isEmpty();
    }

    @Test
    void keepsANullThatWasStored() throws Exception {
        Record2 now = reload(
                Record2.class,
                new Record2(1, List.of(), 2, null),
                Record2.class,
                () -> new Record2(42, List.of(), 0, true));

        assertThat(now.flag).isNull();
    }

    @Test
    void givesAnAddedComponentOfANestedRecordZeroOrNull() throws Exception {
        Outer2 now = reload(
                Outer1.class,
                new Outer1(List.of(new Record1(5, "gone"))),
                Outer2.class,
                () -> new Outer2(List.of(new Record2(1, List.of(), 1, true))));

        Record2 nested = now.all.getFirst();
        assertThat(nested.kept).isEqualTo(5);
        assertThat(nested.added).isZero();
        assertThat((Object) nested.names).isNull();
        assertThat(nested.flag).isNull();
    }

    @Test
    void readsAClassThatHasBecomeARecord() throws Exception {
        Became now = reload(Class1.class, new Class1(), Became.class, () -> new Became(Map.of(), 0, ""));

        assertThat(now).isEqualTo(new Became(Map.of("a", 1L), 1, "gone"));
    }

    @Test
    void listsWhatCameAndWent() {
        assertThat(schema(Class2.class).with(schema(Class1.class)))
                .isEqualTo(new Compatibility(
                        Verdict.COMPATIBLE,
                        List.of("added", "names"),
                        List.of("removed"),
                        Map.of(),
                        List.of(),
                        List.of()));
        assertThat(schema(Outer2.class).with(schema(Outer1.class)))
                .isEqualTo(new Compatibility(
                        Verdict.COMPATIBLE,
                        List.of("all[].added", "all[].flag", "all[].names"),
                        List.of("all[].removed"),
                        Map.of(),
                        List.of(),
                        List.of()));
    }

    @Test
    void seesNoChangeWhereOnlyTheClassHasAnotherName() {
        assertThat(schema(Became.class).with(schema(Class1.class)).verdict()).isEqualTo(Verdict.SAME);
    }

    record Renamed(
            @FormerName({"older", "removed"}) String text,
            @FormerName("kept") long number) {}

    static final class RenamedClass {
        @FormerName("counts")
        private final Map<String, Long> byWord = new HashMap<>();

        @FormerName("kept")
        private int number;

        @FormerName("removed")
        private String text = "";
    }

    record OuterRenamed(@FormerName("all") List<Renamed> everything) {}

    record Twice(
            @FormerName("kept") int number,
            @FormerName("kept") String text) {}

    record Swapped(@FormerName("text") int number, String text) {}

    @Test
    void readsWhatIsStoredUnderAFormerName() throws Exception {
        assertThat(reload(Record1.class, new Record1(5, "text"), Renamed.class, () -> new Renamed("", 0)))
                .isEqualTo(new Renamed("text", 5));
        assertThat(reload(Renamed.class, new Renamed("text", 5), Renamed.class, () -> new Renamed("", 0)))
                .as("under the name that it has now")
                .isEqualTo(new Renamed("text", 5));
        assertThat(reload(
                        Outer1.class,
                        new Outer1(List.of(new Record1(5, "text"))),
                        OuterRenamed.class,
                        () -> new OuterRenamed(List.of())))
                .as("nested")
                .isEqualTo(new OuterRenamed(List.of(new Renamed("text", 5))));
        RenamedClass now = reload(Class1.class, new Class1(), RenamedClass.class, RenamedClass::new);
        assertThat(now.byWord).containsExactly(Map.entry("a", 1L));
        assertThat(now.number).isEqualTo(1);
        assertThat(now.text).isEqualTo("gone");
    }

    @Test
    void listsWhatIsRenamedAndConverted() {
        assertThat(schema(Renamed.class).with(schema(Record1.class)))
                .isEqualTo(new Compatibility(
                        Verdict.COMPATIBLE,
                        List.of(),
                        List.of(),
                        Map.of("number", "kept", "text", "removed"),
                        List.of(new Change("number", "int", "long")),
                        List.of()));
        assertThat(schema(OuterRenamed.class).with(schema(Outer1.class)).renamed())
                .isEqualTo(Map.of("everything", "all", "everything[].number", "kept", "everything[].text", "removed"));
        assertThat(schema(Renamed.class).with(schema(Renamed.class)).verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void saysThatValuesAreLostIfAFormerNameIsNoLongerDeclared() {
        record WithoutFormerNames(String text, long number) {}

        assertThat(schema(WithoutFormerNames.class).with(schema(Renamed.class)).removed())
                .as("entities may still be stored under them")
                .containsExactlyInAnyOrder("kept", "older", "removed");

        record RenamedAgain(
                @FormerName("text") String words,
                @FormerName({"number", "kept"}) long sum) {}

        assertThat(schema(RenamedAgain.class).with(schema(Renamed.class)).removed())
                .containsExactlyInAnyOrder("older", "removed");
    }

    @ParameterizedTest
    @ValueSource(classes = {Twice.class, Swapped.class})
    void refusesAFormerNameThatAnotherFieldHas(Class<?> type) {
        assertThatThrownBy(() -> schema(type))
                .isInstanceOf(UnstorableStateException.class)
                .hasMessageContaining("has the former name");
    }

    /** A field before and after, holding a value that survives the change; and whether it is allowed. */
    record OfByte(byte it) {}

    record OfShort(short it) {}

    record OfInt(int it) {}

    record OfInteger(Integer it) {}

    record OfLong(long it) {}

    record OfFloat(float it) {}

    record OfDouble(double it) {}

    record OfBigInteger(BigInteger it) {}

    record OfBigDecimal(BigDecimal it) {}

    record OfChar(char it) {}

    record OfString(String it) {}

    record OfOptional(Optional<String> it) {}

    record OfSmallEnum(Few it) {}

    record OfLargeEnum(Many it) {}

    record OfList(List<Integer> it) {}

    record OfArray(int[] it) {}

    record OfSet(Set<Long> it) {}

    record OfMap(Map<Integer, Integer> it) {}

    record OfWiderMap(Map<Long, Long> it) {}

    record OfRecord(OfInt it) {}

    record OfOtherRecord(OfString it) {}

    enum Few {
        A
    }

    enum Many {
        B,
        A
    }

    static Stream<Arguments> readable() {
        List<Record> numbers = List.of(
                new OfByte((byte) -5),
                new OfShort((short) -5),
                new OfInt(-5),
                new OfLong(-5),
                new OfBigInteger(BigInteger.valueOf(-5)),
                new OfBigDecimal(BigDecimal.valueOf(-5)));
        Stream<Arguments> wider = Stream.iterate(0, i -> i < numbers.size(), i -> i + 1)
                .flatMap(i -> numbers.subList(i, numbers.size()).stream().map(now -> arguments(numbers.get(i), now)));
        return Stream.concat(
                wider,
                Stream.of(
                        arguments(new OfByte((byte) -5), new OfFloat(-5)),
                        arguments(new OfShort((short) -5), new OfFloat(-5)),
                        arguments(new OfByte((byte) -5), new OfDouble(-5)),
                        arguments(new OfShort((short) -5), new OfDouble(-5)),
                        arguments(new OfInt(Integer.MIN_VALUE), new OfDouble(Integer.MIN_VALUE)),
                        arguments(new OfFloat(0.1f), new OfDouble(0.1f)),
                        arguments(new OfInt(5), new OfInteger(5)),
                        arguments(new OfInteger(5), new OfInt(5)),
                        arguments(new OfChar('x'), new OfString("x")),
                        arguments(new OfString("x"), new OfOptional(Optional.of("x"))),
                        arguments(new OfOptional(Optional.of("x")), new OfString("x")),
                        arguments(new OfSmallEnum(Few.A), new OfLargeEnum(Many.A)),
                        arguments(new OfLargeEnum(Many.B), new OfString("B")),
                        arguments(new OfList(List.of(5)), new OfSet(Set.of(5L))),
                        arguments(new OfArray(new int[] {5}), new OfList(List.of(5))),
                        arguments(new OfMap(Map.of(5, 6)), new OfWiderMap(Map.of(5L, 6L)))));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void readsWhatItCallsCompatible(Record before, Record now) throws Exception {
        assertThat(schema(now.getClass()).with(schema(before.getClass())).verdict())
                .isNotEqualTo(Verdict.INCOMPATIBLE);
        assertThat(reloadUntyped(before, now)).isEqualTo(now);
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments(OfLong.class, OfInt.class, "long", "int"),
                arguments(OfLong.class, OfDouble.class, "long", "double"),
                arguments(OfInt.class, OfFloat.class, "int", "float"),
                arguments(OfDouble.class, OfFloat.class, "double", "float"),
                arguments(OfDouble.class, OfLong.class, "double", "long"),
                arguments(OfInt.class, OfString.class, "int", "string"),
                arguments(OfString.class, OfInt.class, "string", "int"),
                arguments(OfString.class, OfChar.class, "string", "char"),
                arguments(OfString.class, OfSmallEnum.class, "string", "enum of A"),
                arguments(OfLargeEnum.class, OfSmallEnum.class, "enum of A, B", "enum of A"),
                arguments(OfInt.class, OfList.class, "int", "list of int"),
                arguments(OfList.class, OfMap.class, "list of int", "map of int to int"),
                arguments(OfRecord.class, OfList.class, "dev.bettong.codec.EvolutionTest$OfInt", "list of int"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void reportsWhatCannotBeRead(Class<?> before, Class<?> now, String stored, String current) {
        assertThat(schema(now).with(schema(before)))
                .isEqualTo(new Compatibility(
                        Verdict.INCOMPATIBLE,
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        List.of(new Change("it", stored, current))));
    }

    @Test
    void reportsWhatCannotBeReadDeepInside() {
        assertThat(schema(OfOtherRecord.class).with(schema(OfRecord.class)).changed())
                .containsExactly(new Change("it.it", "int", "string"));
        assertThat(schema(OfMap.class).with(schema(OfWiderMap.class)).changed())
                .containsExactly(new Change("it[key]", "long", "int"), new Change("it[]", "long", "int"));
    }

    private static StateSchema schema(Class<?> type) {
        return StateSchema.parse(StateSchema.of(state(type)).text());
    }

    private static <S> State<S> state(Class<S> type) {
        return State.named("s", type, () -> {
            throw new IllegalStateException("nothing was added");
        });
    }

    private static Object reloadUntyped(Record before, Record now) throws Exception {
        return StateCodecs.of(state(now.getClass()))
                .decode(StateCodecs.of(state(before.getClass())).encode(before));
    }

    private static <A, B> B reload(Class<A> before, A stored, Class<B> now, Supplier<B> initial) throws Exception {
        byte[] bytes = StateCodecs.of(state(before)).encode(stored);
        return now.cast(StateCodecs.of(State.named("s", now, initial)).decode(bytes));
    }
}
