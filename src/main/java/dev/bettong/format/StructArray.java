package dev.bettong.format;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;

/**
 * Values of one kind, one after another.
 *
 * @param type of the elements
 * @param length number of elements
 * @param size bytes of an element
 */
record StructArray(Class<?> type, StructField element, int length, int size) implements StructField {

    /** @throws IllegalArgumentException if the elements cannot be such values */
    static StructArray of(RecordComponent component, StructFormat.Item item, int length) {
        Class<?> type = component.getType().getComponentType();
        return new StructArray(type, StructField.of(component, type, item), length, item.size());
    }

    @Override
    public Object get(ByteBuffer in, int offset) throws FormatException {
        Object values = Array.newInstance(type, length);
        for (int i = 0; i < length; i++) {
            Array.set(values, i, element.get(in, offset + i * size));
        }
        return values;
    }

    @Override
    public void put(ByteBuffer out, int offset, Object values) throws FormatException {
        if (Array.getLength(values) != length) {
            throw new FormatException("has %d elements instead of %d".formatted(Array.getLength(values), length));
        }
        for (int i = 0; i < length; i++) {
            Object value = Array.get(values, i);
            if (value == null) {
                throw new FormatException("has an element that is null");
            }
            element.put(out, offset + i * size, value);
        }
    }
}
