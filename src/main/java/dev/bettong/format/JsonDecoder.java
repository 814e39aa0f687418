package dev.bettong.format;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;

/** Makes events of JSON documents. */
final class JsonDecoder<T> implements TypedDecoder<T> {

    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final Class<T> type;
    private final ObjectReader reader;

    JsonDecoder(Class<T> type) {
        this.type = type;
        reader = JsonMappers.MAPPER.readerFor(type);
        rejectUnmappable();
    }

    /** Jackson finds out only when it reads. What this document lacks for the type is another exception. */
    private void rejectUnmappable() {
        try {
            reader.readValue(EMPTY_OBJECT);
        } catch (InvalidDefinitionException unmappable) {
            throw new IllegalArgumentException(
                    "%s cannot be made of JSON: %s".formatted(type.getName(), unmappable.getOriginalMessage()),
                    unmappable);
        } catch (JacksonException incomplete) { // as it should be
        }
    }

    @Override
    public Class<T> type() {
        return type;
    }

    @Override
    public T decode(byte[] payload) throws FormatException {
        T event;
        try {
            event = reader.readValue(payload);
        } catch (JacksonException found) {
            throw JsonMappers.failure(found);
        }
        if (event == null) {
            throw new FormatException("the document is null");
        }
        return event;
    }
}
