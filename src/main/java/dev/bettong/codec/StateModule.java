package dev.bettong.codec;

import dev.bettong.keys.TextTypes;
import dev.bettong.keys.TextTypes.TextType;
import dev.bettong.pipeline.State;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.module.SimpleModule;

/** What Jackson does not do by itself, or not in the same way in every version. */
final class StateModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    private final transient State<?> state;

    StateModule(State<?> state) {
        super("state");
        this.state = state;
        TextTypes.ALL.forEach(this::addText);
        addKeyDeserializer(BigInteger.class, new TextKey(BigInteger::new));
        addKeyDeserializer(BigDecimal.class, new TextKey(BigDecimal::new));
        CollectionTypes.DEFAULTS.forEach(this::addDefault);
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        if (state.type().isRecord()) {
            context.addValueInstantiators(new OfInitial(state));
        }
    }

    private <T> void addText(TextType<T> text) {
        addSerializer(text.type(), new TextWriter<>(false));
        addDeserializer(text.type(), new TextReader<>(text.parser()));
        addKeySerializer(text.type(), new TextWriter<>(true));
        addKeyDeserializer(text.type(), new TextKey(text.parser()));
    }

    @SuppressWarnings("unchecked") // the table pairs interfaces with classes that implement them
    private <T> void addDefault(Class<T> declared, Class<?> made) {
        addAbstractTypeMapping(declared, (Class<? extends T>) made);
    }

    private static final class OfInitial extends ValueInstantiators.Base {

        private final State<?> state;

        OfInitial(State<?> state) {
            this.state = state;
        }

        @Override
        public ValueInstantiator modifyValueInstantiator(
                DeserializationConfig config, BeanDescription.Supplier type, ValueInstantiator standard) {
            return type.getBeanClass() == state.type() ? new InitialDefaults(standard, state) : standard;
        }
    }

    private static final class TextWriter<T> extends ValueSerializer<T> {

        private final boolean key;

        TextWriter(boolean key) {
            this.key = key;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializationContext context) {
            if (key) {
                out.writeName(value.toString());
            } else {
                out.writeString(value.toString());
            }
        }
    }

    private static final class TextReader<T> extends ValueDeserializer<T> {

        private final Function<String, T> parser;

        TextReader(Function<String, T> parser) {
            this.parser = parser;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) {
            return parser.apply(in.getString());
        }
    }

    private static final class TextKey extends KeyDeserializer {

        private final Function<String, ?> parser;

        TextKey(Function<String, ?> parser) {
            this.parser = parser;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return parser.apply(key);
        }
    }
}
