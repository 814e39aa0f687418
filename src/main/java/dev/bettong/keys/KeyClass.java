package dev.bettong.keys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Name and components of a class of keys, looked up once. Immutable, for all threads. */
final class KeyClass {

    private static final MethodType COMPONENT = MethodType.methodType(Object.class, Object.class);

    private static final ClassValue<KeyClass> KNOWN = new ClassValue<>() {
        @Override
        protected KeyClass computeValue(Class<?> type) {
            return new KeyClass(type);
        }
    };

    private final String name;
    private final MethodHandle[] accessors;

    private KeyClass(Class<?> type) {
        String packageName = type.getPackageName();
        this.name = packageName.isEmpty() ? type.getName() : type.getName().substring(packageName.length() + 1);
        RecordComponent[] components = type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        this.accessors = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            accessors[i] = accessor(type, components[i]);
        }
    }

    static KeyClass of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** The class's name without its package, with the classes around it. */
    String name() {
        return name;
    }

    int components() {
        return accessors.length;
    }

    @Nullable
    Object component(int index, Record of) {
        try {
            return (Object) accessors[index].invokeExact((Object) of);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException("accessor of " + name + " threw a checked exception", failure);
        }
    }

    private static MethodHandle accessor(Class<?> type, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return MethodHandles.lookup().unreflect(accessor).asType(COMPONENT);
        } catch (IllegalAccessException | RuntimeException closed) {
            UnsupportedKeyException unsupported = UnsupportedKeyException.ofType(type);
            unsupported.addSuppressed(closed);
            throw unsupported;
        }
    }
}
