package dev.bettong.codec;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.lang.reflect.Type;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.cbor.CBORWriteFeature;

/**
 * The default codec: the fields of an entity as a CBOR map (RFC 8949). Reads only what the entity's type declares; nothing
 * in the bytes names a class. For all threads.
 *
 * <p>Half of a surrogate pair has no UTF-8 and is stored as U+FFFD, since what clients send must not keep an entity from
 * being saved. Earlier versions stored it {@link #ESCAPED}, and what they stored can still be read.
 */
final class CborCodec implements StateCodec<Object> {

    /** What the schema calls this codec. */
    static final String NAME = "cbor";

    private static final byte ESCAPED = (byte) 0xFF; // a break, with which no CBOR begins

    private static final ObjectMapper TREES = CborMappers.untyped();

    private final ObjectWriter writer;
    private final ObjectReader reader;

    /** Stores the entities of a state. */
    CborCodec(State<?> state) {
        this(state, state.type());
    }

    /** Stores objects of a type, with entities of a state among them. */
    CborCodec(State<?> state, Type type) {
        ObjectMapper mapper = CborMappers.of(state);
        JavaType stored = mapper.constructType(type);
        writer = mapper.writerFor(stored).with(CBORWriteFeature.LENIENT_UTF_ENCODING);
        reader = mapper.readerFor(stored);
    }

    @Override
    public byte[] encode(Object entity) {
        return writer.writeValueAsBytes(entity);
    }

    /** The fields of an entity of any type. */
    static JsonNode tree(byte[] bytes) {
        return escaped(bytes)
                ? EscapedText.unescape(TREES.readTree(bytes, 1, bytes.length - 1))
                : TREES.readTree(bytes);
    }

    private static boolean escaped(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == ESCAPED;
    }

    @Override
    public Object decode(byte[] bytes) {
        return escaped(bytes) ? reader.readValue(tree(bytes)) : reader.readValue(bytes);
    }
}
