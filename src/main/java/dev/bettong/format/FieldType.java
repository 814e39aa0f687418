package dev.bettong.format;

import dev.bettong.keys.TextTypes;
import dev.bettong.keys.TextTypes.TextType;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a field becomes the value of a record's component.
 *
 * @param component name of the component
 * @param type its type; that of the box for a primitive one
 * @param primitive whether there is no value for an empty field
 * @param parser makes a value of a field that is not empty
 */
record FieldType(String component, Class<?> type, boolean primitive, Function<String, ?> parser) {

    /** Longer ones would take much time to read. */
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private static final Map<Class<?>, Function<String, ?>> NUMBERS = Map.of(
            Byte.class, Byte::valueOf,
            Short.class, Short::valueOf,
            Integer.class, Integer::valueOf,
            Long.class, Long::valueOf,
            Float.class, text -> Float.valueOf(decimal(text)),
            Double.class, text -> Double.valueOf(decimal(text)),
            BigInteger.class, BigInteger::new,
            BigDecimal.class, BigDecimal::new);

    private static final Map<Class<?>, Function<String, ?>> OTHERS = others();

    private static Map<Class<?>, Function<String, ?>> others() {
        Map<Class<?>, Function<String, ?>> others = new HashMap<>();
        TextTypes.ALL.forEach(each -> others.put(each.type(), each.parser()));
        others.put(Boolean.class, FieldType::truth);
        others.put(UUID.class, UUID::fromString);
        return Map.copyOf(others);
    }

    /** @throws IllegalArgumentException if a field cannot be of the type of the component */
    static FieldType of(Class<?> record, RecordComponent component) {
        Class<?> type = boxed(component.getType());
        return parser(type)
                .map(parser -> new FieldType(
                        component.getName(), type, component.getType().isPrimitive(), parser))
                .orElseThrow(() -> new IllegalArgumentException(
                        "component '%s' of %s is of type %s; a field can be a String, a number, a boolean, a char, an enum, a UUID"
                                        .formatted(component.getName(), record.getName(), type.getName())
                                + " or of one of these types of java.time: "
                                + String.join(
                                        ", ",
                                        TextTypes.ALL.stream()
                                                .map(TextType::name)
                                                .toList())));
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private static Optional<Function<String, ?>> parser(Class<?> type) {
        if (type == String.class) {
            return Optional.of(Function.identity());
        }
        if (type == Character.class) {
            return Optional.of(FieldType::character);
        }
        if (type.isEnum()) {
            Map<String, Object> constants = constants(type);
            return Optional.of(text -> constant(constants, text.strip()));
        }
        Function<String, ?> number = NUMBERS.get(type);
        if (number != null) {
            return Optional.of(text -> number.apply(bounded(text.strip())));
        }
        return Optional.ofNullable(OTHERS.get(type)).map(other -> text -> other.apply(text.strip()));
    }

    private static String bounded(String number) {
        if (number.length() > MAX_NUMBER_LENGTH) {
            throw new IllegalArgumentException("it has more than %,d characters".formatted(MAX_NUMBER_LENGTH));
        }
        return number;
    }

    /** Without the suffixes of Java's literals. */
    private static String decimal(String text) {
        if (!text.isEmpty() && "dDfF".indexOf(text.charAt(text.length() - 1)) >= 0) {
            throw new NumberFormatException();
        }
        return text;
    }

    private static Boolean truth(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException("it is neither true nor false");
    }

    private static Character character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("it is not one character");
        }
        return text.charAt(0);
    }

    private static Map<String, Object> constants(Class<?> type) {
        return Stream.of(type.getEnumConstants())
                .collect(Collectors.toMap(each -> ((Enum<?>) each).name(), Function.identity()));
    }

    private static Object constant(Map<String, Object> constants, String name) {
        Object constant = constants.get(name);
        if (constant == null) {
            throw new IllegalArgumentException("there is no such constant");
        }
        return constant;
    }

    /** The value of a field. */
    @Nullable
    Object parse(String field) throws FormatException {
        if (field.isEmpty() && type != String.class) {
            if (primitive) {
                throw new FormatException("'%s' is empty".formatted(component));
            }
            return null;
        }
        try {
            return parser.apply(field);
        } catch (RuntimeException unreadable) {
            throw new FormatException(
                    "'%s' is no %s: \"%s\"".formatted(component, type.getSimpleName(), field), unreadable);
        }
    }

    /** The text of a value; {@code null} is empty. */
    static String text(@Nullable Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        return value == null ? "" : value.toString();
    }

    static List<FieldType> of(RecordType<?> record) {
        return record.components().stream()
                .map(component -> of(record.type(), component))
                .toList();
    }
}
