package dev.bettong.codec;

import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows saved entities to people who have the stored schema but not the application. For all threads. */
public final class EntityText {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final StateSchema schema;

    /** @param schema what was stored with the entities */
    public EntityText(StateSchema schema) {
        this.schema = schema;
    }

    /** The codec of the state, for people. */
    public String codec() {
        return schema.fields() ? "the default" : "%s version %d".formatted(schema.codec(), schema.version());
    }

    /**
     * An entity as JSON; or, if only its codec can read it, its bytes in hexadecimal digits.
     *
     * @throws IllegalArgumentException if the default codec has not written it
     */
    public String of(byte[] saved) {
        if (!schema.fields()) {
            return HexFormat.of().formatHex(saved);
        }
        try {
            JsonNode tree = CborCodec.tree(saved);
            return JSON.writeValueAsString(tree);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("The entity cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
