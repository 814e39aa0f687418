package dev.bettong.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * The classes that a sealed interface permits, and those that sealed interfaces among them permit. In bytes each goes by its
 * simple name. Immutable.
 */
final class SealedHierarchy {

    private final Map<String, JavaType> byName = new LinkedHashMap<>();
    private final List<Class<?>> namesakes = new ArrayList<>();

    SealedHierarchy(JavaType root, TypeFactory types) {
        add(root.getRawClass(), root, types);
    }

    /** Whether values of {@code type} are those of the classes that it permits. */
    static boolean isSealed(Class<?> type) {
        return type.isInterface() && type.isSealed();
    }

    private void add(Class<?> permitting, JavaType root, TypeFactory types) {
        for (Class<?> permitted : permitting.getPermittedSubclasses()) {
            if (isSealed(permitted)) {
                add(permitted, root, types);
                continue;
            }
            JavaType type = types.constructSpecializedType(root, permitted);
            JavaType other = byName.putIfAbsent(permitted.getSimpleName(), type);
            if (other != null && other.getRawClass() != permitted) { // two interfaces may permit the same
                namesakes.add(permitted);
            }
        }
    }

    /** The classes by their names. */
    Map<String, JavaType> byName() {
        return Collections.unmodifiableMap(byName);
    }

    /** Classes that have the name of another one. */
    List<Class<?>> namesakes() {
        return Collections.unmodifiableList(namesakes);
    }

    /** The class by its name; {@code null} if there is none. */
    @Nullable
    JavaType type(String name) {
        return byName.get(name);
    }

    /** The name by which the class of a value goes. */
    static String name(Object value) {
        Class<?> type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        return type.getSimpleName();
    }
}
