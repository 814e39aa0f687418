package dev.bettong.codec;

import dev.bettong.keys.TextTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The types that are stored as one value, and what a schema calls them. */
final class ScalarTypes {

    private static final Map<Class<?>, String> NAMES = names();
    private static final Set<Class<?>> CHANGEABLE =
            Set.of(AtomicBoolean.class, AtomicInteger.class, AtomicLong.class, StringBuilder.class, byte[].class);

    private ScalarTypes() {}

    /** The name of {@code type} in a schema; {@code null} if it is no scalar. */
    static @Nullable String name(Class<?> type) {
        return NAMES.get(type);
    }

    /** Whether values of {@code type} can be keys of a stored map: they are scalars that do not change. */
    static boolean isKey(Class<?> type) {
        return NAMES.containsKey(type) && !CHANGEABLE.contains(type);
    }

    private static Map<Class<?>, String> names() {
        Map<Class<?>, String> names = new HashMap<>(Map.ofEntries(
                Map.entry(boolean.class, "boolean"),
                Map.entry(Boolean.class, "boolean"),
                Map.entry(AtomicBoolean.class, "boolean"),
                Map.entry(char.class, "char"),
                Map.entry(Character.class, "char"),
                Map.entry(byte.class, "byte"),
                Map.entry(Byte.class, "byte"),
                Map.entry(short.class, "short"),
                Map.entry(Short.class, "short"),
                Map.entry(int.class, "int"),
                Map.entry(Integer.class, "int"),
                Map.entry(AtomicInteger.class, "int"),
                Map.entry(long.class, "long"),
                Map.entry(Long.class, "long"),
                Map.entry(AtomicLong.class, "long"),
                Map.entry(float.class, "float"),
                Map.entry(Float.class, "float"),
                Map.entry(double.class, "double"),
                Map.entry(Double.class, "double"),
                Map.entry(BigInteger.class, "big integer"),
                Map.entry(BigDecimal.class, "big decimal"),
                Map.entry(String.class, "string"),
                Map.entry(StringBuilder.class, "string"),
                Map.entry(UUID.class, "uuid"),
                Map.entry(byte[].class, "bytes")));
        TextTypes.ALL.forEach(text -> names.put(text.type(), text.name()));
        return names;
    }
}
