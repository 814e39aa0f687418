package dev.bettong.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.bettong.pipeline.State;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.ConstructorDetector;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;
import tools.jackson.dataformat.cbor.CBORReadFeature;
import tools.jackson.dataformat.cbor.CBORWriteFeature;

/**
 * Sets Jackson up for state: fields and nothing else, exactly as they are declared. What is set here decides what stored
 * bytes mean, so whatever could differ in another release of Jackson is set in words.
 */
final class CborMappers {

    private CborMappers() {}

    /** Reads and writes entities of a state; text that is not well-formed UTF-16 is an error, unless a writer is lenient. */
    static ObjectMapper of(State<?> state) {
        return CBORMapper.builder(factory())
                .addModule(new StateModule(state))
                .changeDefaultVisibility(
                        visibility -> visibility.with(Visibility.NONE).withFieldVisibility(Visibility.ANY))
                .constructorDetector(ConstructorDetector.EXPLICIT_ONLY)
                .enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS, MapperFeature.USE_STATIC_TYPING)
                .annotationIntrospector(new FormerNames())
                .disable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .build();
    }

    /** Reads without knowing the type. */
    static ObjectMapper untyped() {
        return new CBORMapper(factory());
    }

    /**
     * Nothing is limited that a client can make long or many, because what was written must be readable. Names are mostly
     * keys of maps: they are not interned, and clients who choose them to collide only make them slow. (Without the table
     * of names the parser of 3.1.5 fails at a field that the type does not have.)
     */
    private static CBORFactory factory() {
        return CBORFactory.builder()
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .disable(CBORWriteFeature.LENIENT_UTF_ENCODING)
                .enable(CBORWriteFeature.ENCODE_USING_STANDARD_NEGATIVE_BIGINT_ENCODING)
                .enable(CBORReadFeature.DECODE_USING_STANDARD_NEGATIVE_BIGINT_ENCODING)
                .recyclerPool(JsonRecyclerPools.threadLocalPool()) // encoded and decoded on event loops
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }
}
