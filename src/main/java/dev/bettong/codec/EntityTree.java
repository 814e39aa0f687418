package dev.bettong.codec;

import dev.bettong.pipeline.State;
import dev.bettong.runtime.EntityTooLargeException;
import java.io.IOException;
import java.io.Writer;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.util.RawValue;

/** Shows entities of a state to people, as JSON with their fields. For all threads. */
public final class EntityTree {

    private static final JsonFactory JSON = new JsonFactory();

    private final String state;
    private final ObjectWriter writer;
    private final long maxLength;

    /** @param maxLength most characters that an entity is shown with */
    public EntityTree(State<?> state, long maxLength) {
        this.state = state.name();
        Type type = state.codec() instanceof StepStateCodec ofStep ? ofStep.type() : null;
        ObjectMapper mapper = CborMappers.of(state);
        this.writer = type == null ? mapper.writer() : mapper.writerFor(mapper.constructType(type));
        this.maxLength = maxLength;
    }

    /**
     * The JSON of an entity, which later changes do not reach; or its text, if its fields cannot be shown. Stops as soon as it
     * gets too long.
     *
     * @throws EntityTooLargeException if it is longer than allowed
     */
    public Object of(Object entity) {
        Text text = new Text(maxLength);
        try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            writer.writeValue(generator, entity);
        } catch (JacksonException e) {
            return hidden(entity, text);
        }
        check(text.full);
        return new RawValue(text.all.toString());
    }

    private String hidden(Object entity, Text text) {
        check(text.full);
        String shown = String.valueOf(entity);
        check(shown.length() > maxLength);
        return shown;
    }

    private void check(boolean tooLong) {
        if (tooLong) {
            throw new EntityTooLargeException(state, maxLength);
        }
    }

    /** Text of a limited length. */
    private static final class Text extends Writer {

        private final StringBuilder all = new StringBuilder();
        private final long maxLength;
        private boolean full;

        Text(long maxLength) {
            this.maxLength = maxLength;
        }

        @Override
        public void write(char[] from, int offset, int length) throws IOException {
            full |= all.length() + (long) length > maxLength;
            if (full) {
                throw new IOException("too long");
            }
            all.append(from, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
