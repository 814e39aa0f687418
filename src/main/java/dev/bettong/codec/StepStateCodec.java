package dev.bettong.codec;

import dev.bettong.join.JoinBuffers;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.window.OpenWindows;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores what a step keeps of a key by the default codec, and in it the values of an author: the open windows with their
 * accumulators, which are stored like entities of their state, or the events of a join. For all threads.
 */
final class StepStateCodec implements StateCodec<Object> {

    private static final String WINDOWS = "windows";
    private static final String JOIN = "join";
    private static final State<Object> NO_STATE = State.named("events", Object.class, Object::new);

    private final String name;
    private final State<?> values;
    private final Parts type;
    private volatile @Nullable CborCodec codec; // made when something is first stored

    private StepStateCodec(String name, State<?> values, Parts type) {
        this.name = name;
        this.values = values;
        this.type = type;
    }

    /** Stores open windows with accumulators of a state. Two are equal if they are of equal states. */
    static StepStateCodec windows(State<?> sums) {
        return new StepStateCodec(WINDOWS, sums, new Parts(OpenWindows.class, List.of(sums.type())));
    }

    /** Stores the events of a join by their classes. Two are equal if they are of the same classes. */
    static StepStateCodec join(Class<?> left, Class<?> right) {
        return new StepStateCodec(JOIN, NO_STATE, new Parts(JoinBuffers.class, List.of(left, right)));
    }

    /** Whether a schema calls a codec of this class so. */
    static boolean isName(String name) {
        return name.equals(WINDOWS) || name.equals(JOIN);
    }

    /** What the schema calls this codec: what it stores is nothing that a state of an author has. */
    String name() {
        return name;
    }

    /** What is stored. */
    Type type() {
        return type;
    }

    private CborCodec codec() {
        CborCodec made = codec;
        if (made == null) {
            made = new CborCodec(values, type);
            codec = made;
        }
        return made;
    }

    @Override
    public byte[] encode(Object entity) {
        return codec().encode(entity);
    }

    @Override
    public Object decode(byte[] bytes) {
        return codec().decode(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StepStateCodec that && that.values.equals(values) && that.type.equals(type);
    }

    @Override
    public int hashCode() {
        return 31 * values.hashCode() + type.hashCode();
    }

    /** A class of ours with values of an author's classes. */
    private record Parts(Class<?> whole, List<Class<?>> values) implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return values.toArray(new Type[0]);
        }

        @Override
        public Type getRawType() {
            return whole;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }
    }
}
