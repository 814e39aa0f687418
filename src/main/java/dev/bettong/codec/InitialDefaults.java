package dev.bettong.codec;

import dev.bettong.pipeline.State;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.PropertyValueBuffer;

/** Makes a record of state; components that the stored entity lacks are those of an initial one. For all threads. */
final class InitialDefaults extends ValueInstantiator.Delegating {

    private static final long serialVersionUID = 1;

    private final transient State<?> state;
    private final transient Map<String, Method> accessors = new HashMap<>();

    InitialDefaults(ValueInstantiator standard, State<?> state) {
        super(standard);
        this.state = state;
        for (RecordComponent component : state.type().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            accessors.put(component.getName(), component.getAccessor());
        }
    }

    @Override
    public ValueInstantiator createContextual(DeserializationContext context, BeanDescription.Supplier type) {
        return this;
    }

    @Override
    public Object createFromObjectWith(
            DeserializationContext context, SettableBeanProperty[] components, PropertyValueBuffer stored) {
        @Nullable Object initial = null;
        for (SettableBeanProperty component : components) {
            if (!stored.hasParameter(component)) {
                initial = initial == null ? state.initial().get() : initial;
                stored.assignParameter(component, component(component.getName(), initial));
            }
        }
        return super.createFromObjectWith(context, components, stored);
    }

    private @Nullable Object component(String name, Object of) {
        try {
            Method accessor = accessors.get(name);
            return accessor == null ? null : accessor.invoke(of);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException("component '%s' of %s".formatted(name, state.type()), failure);
        }
    }
}
