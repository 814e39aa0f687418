package dev.bettong.compute;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.cbor.CBORMapper;

/** The default codec: the fields of an entity as a CBOR map (RFC 8949). For all threads. */
final class CborCodec implements StateCodec<Object> {

    private final ObjectWriter writer;
    private final ObjectReader reader;

    CborCodec(State<?> state) {
        ObjectMapper mapper = CBORMapper.builder().build();
        writer = mapper.writerFor(state.type());
        reader = mapper.readerFor(state.type());
    }

    @Override
    public byte[] encode(Object entity) {
        return writer.writeValueAsBytes(entity);
    }

    @Override
    public Object decode(byte[] bytes) {
        return reader.readValue(bytes);
    }
}
