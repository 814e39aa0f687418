package dev.bettong.codec;

import dev.bettong.pipeline.State;
import java.util.List;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.EnumFeature;

/**
 * Events of one type as bytes: CBOR (RFC 8949), where a record is a map of its components. Reads only what the type
 * declares, whatever the bytes say. The only names of classes in them are the simple names of what a sealed interface
 * permits, and no other class is ever read. For all threads.
 *
 * <p>Bytes may be older than the type. What was added reads as zero, false, an empty Optional, collection or array, or else
 * as {@code null}; what was removed is ignored; {@link dev.bettong.pipeline.FormerName} reads a component that was renamed.
 *
 * <p>Collections come back as modifiable ones that keep the order; a component of type Optional that is {@code null} comes
 * back empty.
 */
public final class EventSerializer {

    private static final State<Object> NO_STATE = State.named("events", Object.class, Object::new);

    private final EventType type;
    private final ObjectWriter writer;
    private final ObjectReader reader;

    private EventSerializer(EventType type) {
        ObjectMapper mapper = CborMappers.of(NO_STATE)
                .rebuild()
                .addModule(new EventModule())
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .build();
        this.type = type;
        writer = mapper.writerFor(type.javaType());
        reader = mapper.readerFor(type.javaType());
    }

    /**
     * The serializer of a type. Prepares it, so ask once for each type.
     *
     * @throws UnsupportedEventTypeException if events of the type, or a part of them, have no serialized form
     */
    public static EventSerializer of(EventType type) {
        List<String> problems = problems(type);
        if (!problems.isEmpty()) {
            throw new UnsupportedEventTypeException(type, problems);
        }
        return new EventSerializer(type);
    }

    /** Why events of a type have no serialized form, as {@link UnsupportedEventTypeException#problems()}; empty if they have one. */
    public static List<String> problems(EventType type) {
        return SerializableTypes.problems(type.javaType());
    }

    /** The type of the events. */
    public EventType type() {
        return type;
    }

    /**
     * The bytes of an event, in a new array.
     *
     * @throws EventSerializationException if it is of another type, is nested more than 500 deep, or has text with half of a
     *     surrogate pair
     */
    public byte[] serialize(Object event) {
        if (!type.rawClass().isInstance(event)) {
            throw new EventSerializationException(
                    "the event is a %s and not a %s".formatted(event.getClass().getTypeName(), type));
        }
        try {
            return writer.writeValueAsBytes(event);
        } catch (RuntimeException failure) {
            throw new EventSerializationException("an event of type %s cannot be serialized".formatted(type), failure);
        }
    }

    /**
     * A new event that is like the one that was serialized. Takes memory in proportion to the bytes, whatever they are.
     *
     * @throws EventSerializationException if no event of the type was serialized to the bytes
     */
    public Object deserialize(byte[] bytes) {
        Object event;
        try {
            event = reader.readValue(bytes);
        } catch (RuntimeException failure) {
            throw new EventSerializationException(
                    "%d bytes do not hold an event of type %s".formatted(bytes.length, type), failure);
        }
        if (!type.rawClass().isInstance(event)) {
            throw new EventSerializationException(
                    "%d bytes do not hold an event of type %s".formatted(bytes.length, type));
        }
        return event;
    }
}
