package dev.bettong.format;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The components of a record, and the way from them to a record and back. */
final class RecordType<T> {

    private final Class<T> type;
    private final List<RecordComponent> components;
    private final Constructor<T> constructor;
    private final List<Method> accessors;

    private RecordType(Class<T> type, Constructor<T> constructor) {
        this.type = type;
        this.constructor = accessible(constructor);
        components = List.of(type.getRecordComponents());
        accessors = components.stream()
                .map(RecordComponent::getAccessor)
                .map(RecordType::accessible)
                .toList();
    }

    /** @throws IllegalArgumentException if {@code type} is not a record with components */
    static <T> RecordType<T> of(Class<T> type) {
        if (!type.isRecord() || type.getRecordComponents().length == 0) {
            throw new IllegalArgumentException("%s is not a record with components".formatted(type.getName()));
        }
        try {
            Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            return new RecordType<>(type, type.getDeclaredConstructor(parameters));
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <A extends AccessibleObject> A accessible(A member) {
        member.setAccessible(true); // records need not be public
        return member;
    }

    Class<T> type() {
        return type;
    }

    List<RecordComponent> components() {
        return components;
    }

    /** Makes a record; what its constructor throws is thrown. */
    T make(@Nullable Object[] values) throws Exception {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException thrown) {
            throw causeOf(thrown);
        }
    }

    /** The values of the components of a record; what an accessor throws is thrown. */
    @Nullable
    Object[] values(T value) throws Exception {
        @Nullable Object[] values = new @Nullable Object[accessors.size()];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = accessors.get(i).invoke(value);
            } catch (InvocationTargetException thrown) {
                throw causeOf(thrown);
            }
        }
        return values;
    }

    private static Exception causeOf(InvocationTargetException thrown) {
        if (thrown.getCause() instanceof Error error) {
            throw error;
        }
        return thrown.getCause() instanceof Exception exception ? exception : thrown;
    }
}
