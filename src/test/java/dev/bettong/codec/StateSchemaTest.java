package dev.bettong.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.codec.Compatibility.Change;
import dev.bettong.codec.Compatibility.Verdict;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"ArrayRecordComponent", "ClassCanBeStatic", "NonApiType", "UnusedVariable"
}) // states as people write them
class StateSchemaTest {

    private static final String PACKAGE = "dev.bettong.codec.StateSchemaTest$";

    enum Mode {
        SLOW,
        FAST
    }

    record Node(String name, @Nullable Node next, Map<Mode, List<Node>> children) {}

    record Box<T>(T content) {}

    record Whole(
            Box<String> text,
            Box<Long> number,
            Optional<Instant> since,
            byte[] raw,
            int[] numbers,
            AtomicInteger counter,
            Mode mode) {}

    static class Parent {
        private long inherited;
    }

    static final class Child extends Parent {
        private static final int NOT_STORED = 1;
        private transient int notStoredEither;
        private boolean own;
    }

    static final class Totals extends TreeMap<String, Long> {
        private static final long serialVersionUID = 1;
    }

    /** Stored for ever: if one of these fails, existing state is taken for incompatible. */
    static Stream<Arguments> texts() {
        return Stream.of(
                arguments(String.class, """
                        {"codec":"cbor","version":1,"type":"string","objects":{}}"""),
                arguments(Totals.class, """
                        {"codec":"cbor","version":1,"type":{"map":["string","long"]},"objects":{}}"""),
                arguments(Child.class, """
                        {"codec":"cbor","version":1,"type":{"object":"#Child"},"objects":{\
                        "#Child":{"inherited":"long","own":"boolean"}}}"""),
                arguments(Node.class, """
                        {"codec":"cbor","version":1,"type":{"object":"#Node"},"objects":{\
                        "#Node":{"children":{"map":[{"enum":["FAST","SLOW"]},{"list":{"object":"#Node"}}]},\
                        "name":"string","next":{"object":"#Node"}}}}"""),
                arguments(Whole.class, """
                        {"codec":"cbor","version":1,"type":{"object":"#Whole"},"objects":{\
                        "#Box<java.lang.Long>":{"content":"long"},\
                        "#Box<java.lang.String>":{"content":"string"},\
                        "#Whole":{"counter":"int","mode":{"enum":["FAST","SLOW"]},\
                        "number":{"object":"#Box<java.lang.Long>"},"numbers":{"list":"int"},"raw":"bytes",\
                        "since":"Instant","text":{"object":"#Box<java.lang.String>"}}}}"""));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void writesTheTypeAsText(Class<?> type, String text) {
        assertThat(StateSchema.of(state(type)).text()).isEqualTo(text.replace("#", PACKAGE));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void readsItsText(Class<?> type, String text) {
        StateSchema schema = StateSchema.of(state(type));

        assertThat(StateSchema.parse(schema.text())).isEqualTo(schema).hasSameHashCodeAs(schema);
        assertThat(schema.with(StateSchema.parse(schema.text())))
                .isEqualTo(new Compatibility(Verdict.SAME, List.of(), List.of(), Map.of(), List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "nonsense",
                "{\"codec\":\"cbor\"}",
                "{\"codec\":\"cbor\",\"version\":1,\"type\":{\"tuple\":[]}}",
                "{\"codec\":1,\"version\":1}"
            })
    void rejectsATextThatIsNone(String text) {
        assertThatThrownBy(() -> StateSchema.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    static class Own implements StateCodec<String> {

        private final int version;

        Own(int version) {
            this.version = version;
        }

        @Override
        public byte[] encode(String entity) {
            return new byte[0];
        }

        @Override
        public String decode(byte[] bytes) {
            return "";
        }

        @Override
        public int version() {
            return version;
        }
    }

    static final class Other extends Own {
        Other() {
            super(1);
        }
    }

    @Test
    void knowsOfADeclaredCodecItsClassAndVersion() {
        StateSchema schema = schema(new Own(3));

        assertThat(schema.text()).isEqualTo("{\"codec\":\"%sOwn\",\"version\":3}", PACKAGE);
        assertThat(schema.with(StateSchema.parse(schema.text())).verdict()).isEqualTo(Verdict.SAME);
    }

    @Test
    void takesAnotherVersionOfACodecForIncompatible() {
        assertThat(schema(new Own(2)).with(schema(new Own(1))))
                .isEqualTo(incompatible("version of codec " + PACKAGE + "Own", "1", "2"));
    }

    @Test
    void takesAnotherCodecForIncompatible() {
        assertThat(schema(new Other()).with(schema(new Own(1))))
                .isEqualTo(incompatible("codec", PACKAGE + "Own", PACKAGE + "Other"));
        assertThat(schema(new Own(1)).with(StateSchema.of(state(String.class))))
                .isEqualTo(incompatible("codec", "cbor", PACKAGE + "Own"));
        assertThat(StateSchema.of(state(String.class)).with(schema(new Own(1))))
                .isEqualTo(incompatible("codec", PACKAGE + "Own", "cbor"));
    }

    @Test
    void takesAnEntityOfAnotherKindForIncompatible() {
        assertThat(StateSchema.of(state(Integer.class)).with(StateSchema.of(state(String.class))))
                .isEqualTo(incompatible("entity", "string", "int"));
    }

    interface Shape {}

    abstract static class Solid {}

    static final class NoConstructor {
        private final int it;

        NoConstructor(int it) {
            this.it = it;
        }
    }

    final class Inner {
        private int it;
    }

    static final class Hides extends Parent {
        private long inherited;
    }

    static final class Extends extends ArrayList<String> {
        private static final long serialVersionUID = 1;
        private int count;
    }

    static final class Fails extends Exception {
        private static final long serialVersionUID = 1;
    }

    record Several(Object any, Map<String, List<Shape>> shapes, Solid solid) {}

    record Wild(List<?> list, Map<?, Integer> map) {}

    @SuppressWarnings("rawtypes")
    record Raw(List list) {}

    record Foreign(BitSet bits, InputStream in, char[] letters) {}

    record Keyed(Map<Node, String> byNode, Map<List<String>, String> byList, Map<AtomicInteger, String> byCounter) {}

    record Uncollectable(ArrayBlockingQueue<String> queue, Iterable<String> iterable, Extends list) {}

    record Holder(NoConstructor it, Inner inner, Hides hides, Fails fails) {}

    static Stream<Arguments> unstorable() {
        return Stream.of(
                arguments(
                        Object.class,
                        List.of(
                                "It is a java.lang.Object, which does not say what to read back: declare what it holds.")),
                arguments(
                        HashMap.class,
                        List.of(
                                "'[key]' is of type java.lang.Object, which cannot be a key of a map: take a string, number,"
                                        + " UUID, enum or java.time.",
                                "'[]' is a java.lang.Object, which does not say what to read back: declare what it"
                                        + " holds.")),
                arguments(
                        Several.class,
                        List.of(
                                "'any' is a java.lang.Object, which does not say what to read back: declare what it holds.",
                                "'shapes[][]' is a #Shape, which does not say which class to read back: declare a class"
                                        + " or record, or declare a codec.",
                                "'solid' is a #Solid, which does not say which class to read back: declare a class or"
                                        + " record, or declare a codec.")),
                arguments(
                        Wild.class,
                        List.of(
                                "'list[]' is a java.lang.Object, which does not say what to read back: declare what it"
                                        + " holds.",
                                "'map[key]' is of type java.lang.Object, which cannot be a key of a map: take a string,"
                                        + " number, UUID, enum or java.time.")),
                arguments(
                        Raw.class,
                        List.of("'list[]' is a java.lang.Object, which does not say what to read back: declare what it"
                                + " holds.")),
                arguments(
                        Foreign.class,
                        List.of(
                                "'bits' is a java.util.BitSet, which the default codec does not know: take another type,"
                                        + " or declare a codec.",
                                "'in' is a java.io.InputStream, which the default codec does not know: take another"
                                        + " type, or declare a codec.",
                                "'letters' is a char[], which the default codec does not know: take another type, or"
                                        + " declare a codec.")),
                arguments(
                        Keyed.class,
                        List.of(
                                "'byCounter[key]' is of type java.util.concurrent.atomic.AtomicInteger, which cannot be a"
                                        + " key of a map: take a string, number, UUID, enum or java.time.",
                                "'byList[key]' is of type java.util.List, which cannot be a key of a map: take a string,"
                                        + " number, UUID, enum or java.time.",
                                "'byNode[key]' is of type #Node, which cannot be a key of a map: take a string, number,"
                                        + " UUID, enum or java.time.")),
                arguments(
                        Uncollectable.class,
                        List.of(
                                "'iterable' is a java.lang.Iterable, which the default codec does not know: take another"
                                        + " type, or declare a codec.",
                                "'list' is a #Extends, which is a collection, so its own field 'count' would not be"
                                        + " stored: make the collection a field, too.",
                                "'queue' is a java.util.concurrent.ArrayBlockingQueue, which is a collection that cannot"
                                        + " be made: declare it as List, Set, Map or a class with a constructor without"
                                        + " parameters.")),
                arguments(
                        Holder.class,
                        List.of(
                                "'fails' is a #Fails, which extends java.lang.Exception, whose fields cannot be stored:"
                                        + " declare a codec.",
                                "'hides.inherited' is in #Parent and in a class that extends it: rename one.",
                                "'inner' is a #Inner, which belongs to an object or method around it: make it a static"
                                        + " class or a record.",
                                "'it' is a #NoConstructor, which is no record and has no constructor without"
                                        + " parameters: give it one, make it a record, or declare a codec.")));
    }

    @ParameterizedTest
    @MethodSource("unstorable")
    void saysWhatCannotBeReadBack(Class<?> type, List<String> problems) {
        UnstorableStateException unstorable =
                catchThrowableOfType(UnstorableStateException.class, () -> StateSchema.of(state(type)));

        assertThat(unstorable.problems())
                .containsExactlyElementsOf(problems.stream()
                        .map(words -> words.replace("#", PACKAGE))
                        .toList());
    }

    @Test
    void asksNothingOfATypeWithACodecOfItsOwn() {
        StateCodec<Object> codec = new StateCodec<>() {
            @Override
            public byte[] encode(Object entity) {
                return new byte[0];
            }

            @Override
            public Object decode(byte[] bytes) {
                return new Object();
            }
        };

        assertThat(StateSchema.of(State.named("s", Object.class, Object::new).codec(codec)))
                .isNotNull();
    }

    private static Compatibility incompatible(String place, String stored, String current) {
        return new Compatibility(
                Verdict.INCOMPATIBLE,
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(new Change(place, stored, current)));
    }

    private static StateSchema schema(Own codec) {
        return StateSchema.of(State.named("s", String.class, () -> "").codec(codec));
    }

    private static <S> State<S> state(Class<S> type) {
        return State.named("s", type, () -> {
            throw new IllegalStateException("nobody needs one");
        });
    }
}
