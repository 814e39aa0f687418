package dev.bettong.format;

import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;

/** Reads and writes a value in the bytes of a record. What it throws says what is wrong, behind the name of the component. */
sealed interface StructField permits StructInteger, StructFloat, StructByte, StructString, StructArray {

    /** Reads the value whose first byte is at {@code offset}. */
    Object get(ByteBuffer in, int offset) throws FormatException;

    /** Writes the value to where its first byte is at {@code offset}. */
    void put(ByteBuffer out, int offset, Object value) throws FormatException;

    /**
     * A single value.
     *
     * @throws IllegalArgumentException if the component cannot have it
     */
    static StructField of(RecordComponent component, StructFormat.Item item) {
        return of(component, component.getType(), item);
    }

    /** As above, for an element of a component that is an array. */
    static StructField of(RecordComponent component, Class<?> type, StructFormat.Item item) {
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        StructField field = switch (item.code()) {
            case 'e', 'f', 'd' -> StructFloat.of(boxed, item.size());
            case '?', 'c' -> StructByte.of(boxed, item.code());
            default -> StructInteger.of(boxed, item);
        };
        if (field == null) {
            throw misfit(component, item.code());
        }
        return field;
    }

    static IllegalArgumentException misfit(RecordComponent component, char code) {
        return new IllegalArgumentException(
                "component '%s' of %s is of type %s, which cannot be '%s' of a struct format"
                        .formatted(
                                component.getName(),
                                component.getDeclaringRecord().getName(),
                                component.getType().getTypeName(),
                                code));
    }
}
