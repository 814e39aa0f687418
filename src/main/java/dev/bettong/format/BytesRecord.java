package dev.bettong.format;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes of a fixed layout. Immutable.
 *
 * @param <T> a record
 * @see Bytes#record
 */
public final class BytesRecord<T> implements TypedDecoder<T>, Encoder<T> {

    private final StructFormat format;
    private final RecordType<T> type;
    private final List<Slot> slots; // one for each component

    /**
     * The bytes of a component.
     *
     * @param component its name
     * @param offset of the first byte
     */
    private record Slot(String component, StructField field, int offset) {}

    BytesRecord(StructFormat format, RecordType<T> type) {
        this.format = format;
        this.type = type;
        slots = new ArrayList<>();
        for (StructFormat.Item item : format.items()) {
            add(item);
        }
        if (slots.size() < type.components().size()) {
            throw new IllegalArgumentException("struct format '%s' has no value for the component '%s' of %s"
                    .formatted(
                            format.text(),
                            type.components().get(slots.size()).getName(),
                            type.type().getName()));
        }
    }

    private void add(StructFormat.Item item) {
        switch (item.code()) {
            case 'x' -> {}
            case 's' -> add(item, StructString.of(next(item), item.count()), 0);
            default -> {
                int index = 0;
                while (index < item.count()) {
                    RecordComponent component = next(item);
                    int rest = item.count() - index;
                    boolean array = component.getType().isArray();
                    add(item, array ? StructArray.of(component, item, rest) : StructField.of(component, item), index);
                    index += array ? rest : 1;
                }
            }
        }
    }

    private void add(StructFormat.Item item, StructField field, int index) {
        slots.add(new Slot(type.components().get(slots.size()).getName(), field, item.offset() + index * item.size()));
    }

    /** The component that the next value is for. */
    private RecordComponent next(StructFormat.Item item) {
        if (slots.size() == type.components().size()) {
            throw new IllegalArgumentException("struct format '%s' has more values than %s has components, from '%s' on"
                    .formatted(format.text(), type.type().getName(), item.code()));
        }
        return type.components().get(slots.size());
    }

    /** Bytes of every record. */
    public int size() {
        return format.size();
    }

    /** A decoder of records that come one after another, with nothing between them. */
    public FramedDecoder<T> frames() {
        return Decoder.fixedLength(size(), this);
    }

    @Override
    public Class<T> type() {
        return type.type();
    }

    @Override
    public T decode(byte[] payload) throws Exception {
        if (payload.length != size()) {
            throw new FormatException(
                    "there are %d bytes, and '%s' is %d bytes long".formatted(payload.length, format.text(), size()));
        }
        ByteBuffer in = ByteBuffer.wrap(payload).order(format.order());
        @Nullable Object[] values = new @Nullable Object[slots.size()];
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            try {
                values[i] = slot.field.get(in, slot.offset);
            } catch (FormatException unreadable) {
                throw in(slot, unreadable);
            }
        }
        return type.make(values);
    }

    @Override
    public byte[] encode(T output) throws Exception {
        @Nullable Object[] values = type.values(output);
        ByteBuffer out = ByteBuffer.allocate(size()).order(format.order());
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            Object value = values[i];
            if (value == null) {
                throw new FormatException("'%s' is null".formatted(slot.component));
            }
            try {
                slot.field.put(out, slot.offset, value);
            } catch (FormatException unwritable) {
                throw in(slot, unwritable);
            }
        }
        return out.array();
    }

    private static FormatException in(Slot slot, FormatException failure) {
        return new FormatException("'%s' %s".formatted(slot.component, failure.getMessage()), failure);
    }
}
