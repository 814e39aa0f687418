package dev.bettong.format;

import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** Sets Jackson up for JSON of unknown clients. What decides how a payload is read is set in words, if it is the default, too. */
final class JsonMappers {

    static final JsonMapper MAPPER = JsonMapper.builder(factory())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    private JsonMappers() {}

    /** Names are not interned, and clients who choose them to collide only make them slow. */
    private static JsonFactory factory() {
        return JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .recyclerPool(JsonRecyclerPools.threadLocalPool()) // decoded and encoded on event loops
                .build();
    }

    /** What Jackson found, with the place in the document, on one line. */
    static FormatException failure(JacksonException found) {
        StringBuilder message = new StringBuilder();
        for (JacksonException.Reference step : found.getPath()) {
            if (step.getPropertyName() == null) {
                message.append('[').append(step.getIndex()).append(']');
            } else {
                message.append(message.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        TokenStreamLocation location = found.getLocation();
        if (location != null && location.getByteOffset() >= 0) {
            message.append(message.isEmpty() ? "" : " ").append("at byte ").append(location.getByteOffset());
        }
        message.append(message.isEmpty() ? "" : ": ").append(found.getOriginalMessage());
        return new FormatException(message.toString(), found);
    }
}
