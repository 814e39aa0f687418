package dev.bettong.codec;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.window.OpenWindows;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Stores the open windows of a key by the default codec, and in them the accumulators like entities of their state. Two are
 * equal if they are of equal states. For all threads.
 */
final class OpenWindowsCodec implements StateCodec<Object> {

    /** What the schema calls this codec: what it stores is nothing that a state without windows has. */
    static final String NAME = "windows";

    private final State<?> sums;
    private volatile @Nullable CborCodec windows; // made when something is first stored

    OpenWindowsCodec(State<?> sums) {
        this.sums = sums;
    }

    /** What is stored. */
    Type type() {
        return new OfSums(sums.type());
    }

    private CborCodec windows() {
        CborCodec made = windows;
        if (made == null) {
            made = new CborCodec(sums, type());
            windows = made;
        }
        return made;
    }

    @Override
    public byte[] encode(Object entity) {
        return windows().encode(entity);
    }

    @Override
    public Object decode(byte[] bytes) {
        return windows().decode(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OpenWindowsCodec codec && codec.sums.equals(sums);
    }

    @Override
    public int hashCode() {
        return sums.hashCode();
    }

    /** The type of open windows with accumulators of a class. */
    private record OfSums(Class<?> sum) implements ParameterizedType {

        @Override
        public Type[] getActualTypeArguments() {
            return new Type[] {sum};
        }

        @Override
        public Type getRawType() {
            return OpenWindows.class;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return null;
        }
    }
}
