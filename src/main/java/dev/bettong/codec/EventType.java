package dev.bettong.codec;

import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * The type of the events at one place of a pipeline, with its type arguments. An {@link EventSerializer} is made from it.
 * Immutable.
 */
public final class EventType {

    private static final TypeFactory TYPES = TypeFactory.createDefaultInstance();

    private final JavaType type;

    private EventType(JavaType type) {
        this.type = type;
    }

    /** The event type of a Java type; of a primitive, that of its box. */
    public static EventType of(Type type) {
        return new EventType(TYPES.constructType(type instanceof Class<?> single ? boxed(single) : type));
    }

    /** The event type of a class with type arguments. */
    public static EventType of(Class<?> type, List<EventType> arguments) {
        return arguments.isEmpty()
                ? of(type)
                : new EventType(TYPES.constructParametricType(
                        type, arguments.stream().map(each -> each.type).toArray(JavaType[]::new)));
    }

    /** The event type of an array. */
    public static EventType arrayOf(EventType element) {
        return new EventType(TYPES.constructArrayType(element.type));
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** The class that all events of this type are instances of. */
    public Class<?> rawClass() {
        return type.getRawClass();
    }

    JavaType javaType() {
        return type;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventType that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    /** With full names and type arguments: {@code java.util.List<com.example.Visit>}. */
    @Override
    public String toString() {
        return text(type);
    }

    private static String text(JavaType type) {
        if (type.isArrayType()) {
            return text(type.getContentType()) + "[]";
        }
        String arguments = type.getBindings().getTypeParameters().stream()
                .map(EventType::text)
                .collect(Collectors.joining(", "));
        return type.getRawClass().getTypeName() + (arguments.isEmpty() ? "" : "<" + arguments + ">");
    }
}
