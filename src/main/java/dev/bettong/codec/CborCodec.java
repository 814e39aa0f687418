package dev.bettong.codec;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * The default codec: the fields of an entity as a CBOR map (RFC 8949). Reads only what the entity's type declares; nothing
 * in the bytes names a class. For all threads.
 *
 * <p>Text that UTF-8 cannot say, with half of a surrogate pair, makes an entity {@link #ESCAPED}: such text comes from
 * clients, and must neither be lost nor keep a checkpoint from completing.
 */
final class CborCodec implements StateCodec<Object> {

    /** What the schema calls this codec. */
    static final String NAME = "cbor";

    private static final byte ESCAPED = (byte) 0xFF; // a break, with which no CBOR begins

    private static final ObjectMapper TREES = CborMappers.untyped();

    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final ObjectWriter escapingWriter;
    private final ObjectReader unescapingReader;

    CborCodec(State<?> state) {
        ObjectMapper plain = CborMappers.plain(state);
        ObjectMapper escaping = CborMappers.escaping(state);
        writer = plain.writerFor(state.type());
        reader = plain.readerFor(state.type());
        escapingWriter = escaping.writerFor(state.type());
        unescapingReader = escaping.readerFor(state.type());
    }

    @Override
    public byte[] encode(Object entity) {
        try {
            return writer.writeValueAsBytes(entity);
        } catch (JacksonException failure) {
            return encodeEscaped(entity, failure);
        }
    }

    private byte[] encodeEscaped(Object entity, JacksonException failure) {
        try {
            byte[] cbor = escapingWriter.writeValueAsBytes(entity);
            byte[] bytes = new byte[cbor.length + 1];
            bytes[0] = ESCAPED;
            System.arraycopy(cbor, 0, bytes, 1, cbor.length);
            return bytes;
        } catch (JacksonException again) {
            failure.addSuppressed(again);
            throw failure;
        }
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
        return escaped(bytes) ? unescapingReader.readValue(bytes, 1, bytes.length - 1) : reader.readValue(bytes);
    }
}
