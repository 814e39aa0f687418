package dev.bettong.pipeline;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Names a type with its type arguments, which a {@code Class} cannot:
 *
 * <pre>{@code
 * new TypeRef<List<Visit>>() {}
 * }</pre>
 *
 * @param <T> the type
 */
public abstract class TypeRef<T> {

    private final Type type;

    /** @throws IllegalStateException if the subclass gives no type argument */
    protected TypeRef() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType reference)) {
            throw new IllegalStateException(
                    "A TypeRef has no type argument; write it like 'new TypeRef<List<Visit>>() {}'");
        }
        type = reference.getActualTypeArguments()[0];
    }

    /** The type that stands between the angle brackets. */
    public final Type type() {
        return type;
    }

    @Override
    public String toString() {
        return type.getTypeName();
    }
}
