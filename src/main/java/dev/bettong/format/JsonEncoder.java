package dev.bettong.format;

import dev.bettong.pipeline.Encoder;
import tools.jackson.core.JacksonException;

/** Writes outputs as JSON documents, each by its own class. */
final class JsonEncoder<T> implements Encoder<T> {

    @Override
    public byte[] encode(T output) throws FormatException {
        try {
            return JsonMappers.MAPPER.writeValueAsBytes(output);
        } catch (JacksonException found) {
            throw JsonMappers.failure(found);
        }
    }
}
