package dev.bettong.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.ValueInstantiators;
import tools.jackson.databind.deser.bean.PropertyValueBuffer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.Serializers;

/**
 * What events need beyond what state does: values of sealed interfaces, as a list of the simple name of their class and the
 * value itself, and defaults for components that were added.
 */
final class EventModule extends SimpleModule {

    private static final long serialVersionUID = 1;

    EventModule() {
        super("events");
    }

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        context.addSerializers(new OfSealed());
        context.addDeserializers(new ToSealed());
        context.addValueInstantiators(new OfRecords());
    }

    private static final class OfSealed implements Serializers {

        @Override
        public @Nullable ValueSerializer<?> findSerializer(
                SerializationConfig config,
                JavaType type,
                BeanDescription.Supplier description,
                JsonFormat.@Nullable Value format) {
            return SealedHierarchy.isSealed(type.getRawClass())
                    ? new SealedWriter(new SealedHierarchy(type, config.getTypeFactory()))
                    : null;
        }
    }

    private static final class ToSealed extends Deserializers.Base {

        @Override
        public @Nullable ValueDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
            return SealedHierarchy.isSealed(type.getRawClass())
                    ? new SealedReader(new SealedHierarchy(type, config.getTypeFactory()))
                    : null;
        }

        @Override
        public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
            return SealedHierarchy.isSealed(type);
        }
    }

    private static final class OfRecords extends ValueInstantiators.Base {

        @Override
        public ValueInstantiator modifyValueInstantiator(
                DeserializationConfig config, BeanDescription.Supplier type, ValueInstantiator standard) {
            return type.getBeanClass().isRecord() ? new ComponentDefaults(standard) : standard;
        }
    }

    private static final class SealedWriter extends ValueSerializer<Object> {

        private final SealedHierarchy hierarchy;
        private final Map<String, ValueSerializer<Object>> writers = new ConcurrentHashMap<>(); // found when first used

        SealedWriter(SealedHierarchy hierarchy) {
            this.hierarchy = hierarchy;
        }

        @Override
        public void serialize(Object value, JsonGenerator out, SerializationContext context) {
            String name = SealedHierarchy.name(value);
            ValueSerializer<Object> writer = writers.get(name);
            if (writer == null) {
                JavaType type = hierarchy.type(name);
                if (type == null) {
                    throw new IllegalArgumentException("%s is not permitted".formatted(value.getClass()));
                }
                writer = context.findPrimaryPropertySerializer(type, null);
                writers.put(name, writer);
            }
            out.writeStartArray(value, 2);
            out.writeString(name);
            writer.serialize(value, out, context);
            out.writeEndArray();
        }
    }

    private static final class SealedReader extends ValueDeserializer<Object> {

        private final SealedHierarchy hierarchy;
        private final Map<String, ValueDeserializer<Object>> readers =
                new ConcurrentHashMap<>(); // found when first used

        SealedReader(SealedHierarchy hierarchy) {
            this.hierarchy = hierarchy;
        }

        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            if (!in.isExpectedStartArrayToken() || in.nextToken() != JsonToken.VALUE_STRING) {
                return context.reportInputMismatch(this, "not a list of the name of a class and a value");
            }
            ValueDeserializer<Object> reader = reader(in.getString(), context);
            if (in.nextToken() == JsonToken.VALUE_NULL) {
                return context.reportInputMismatch(this, "no value behind the name of its class");
            }
            Object value = reader.deserialize(in, context);
            return in.nextToken() == JsonToken.END_ARRAY
                    ? value
                    : context.reportInputMismatch(this, "more than one value behind the name of a class");
        }

        private ValueDeserializer<Object> reader(String name, DeserializationContext context) {
            ValueDeserializer<Object> reader = readers.get(name);
            if (reader == null) {
                JavaType type = hierarchy.type(name);
                if (type == null) {
                    return context.reportInputMismatch(
                            this,
                            "none of the classes that were expected: %s",
                            hierarchy.byName().keySet().stream().collect(Collectors.joining(", ")));
                }
                reader = context.findContextualValueDeserializer(type, null);
                readers.put(name, reader);
            }
            return reader;
        }
    }

    /** Makes a record; of components that the bytes lack, an Optional, collection or array is empty. For all threads. */
    private static final class ComponentDefaults extends ValueInstantiator.Delegating {

        private static final long serialVersionUID = 1;

        ComponentDefaults(ValueInstantiator standard) {
            super(standard);
        }

        @Override
        public ValueInstantiator createContextual(DeserializationContext context, BeanDescription.Supplier type) {
            return this;
        }

        @Override
        public Object createFromObjectWith(
                DeserializationContext context, SettableBeanProperty[] components, PropertyValueBuffer read) {
            for (SettableBeanProperty component : components) {
                if (!read.hasParameter(component)) {
                    Object empty = empty(component.getType());
                    if (empty != null) {
                        read.assignParameter(component, empty);
                    }
                }
            }
            return super.createFromObjectWith(context, components, read);
        }

        /** {@code null} for what has no empty value: then it is {@code null}, zero or false. */
        private static @Nullable Object empty(JavaType type) {
            if (type.hasRawClass(Optional.class)) {
                return Optional.empty();
            }
            if (type.isMapLikeType()) {
                return new LinkedHashMap<>();
            }
            if (type.isCollectionLikeType()) {
                return type.isTypeOrSubTypeOf(Set.class) ? new LinkedHashSet<>() : new ArrayList<>();
            }
            return type.isArrayType() ? Array.newInstance(type.getContentType().getRawClass(), 0) : null;
        }
    }
}
