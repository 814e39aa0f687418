package dev.bettong.keys;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Says of a declared type whether its values can be keys of state. */
public final class KeyTypes {

    /** Which types can be keys, in a sentence. */
    public static final String SUPPORTED =
            "Keys can be String, Character, Boolean, numbers (Byte to Long, Float, Double,"
                    + " BigInteger, BigDecimal), UUID, enums, values of java.time, and records and Lists of these.";

    private static final Set<Class<?>> SCALARS = Set.of(
            String.class,
            Character.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            UUID.class);

    private final Set<Type> seen = new HashSet<>();

    private KeyTypes() {}

    /**
     * Why no value of {@code type} can be a key of state, in a sentence; empty if one can, or if only the values will tell.
     */
    public static Optional<String> problem(Type type) {
        return new KeyTypes().problem(type, "");
    }

    private Optional<String> problem(Type type, String place) {
        if (!seen.add(type)) {
            return Optional.empty();
        }
        return switch (type) {
            case Class<?> single -> problemOfClass(single, place);
            case ParameterizedType generic -> problemOfGeneric(generic, place);
            case GenericArrayType array -> Optional.of(sentence(array.getTypeName(), place));
            default -> Optional.empty();
        };
    }

    private Optional<String> problemOfGeneric(ParameterizedType generic, String place) {
        return generic.getRawType() == List.class
                ? problem(generic.getActualTypeArguments()[0], place + "[]")
                : problem(generic.getRawType(), place);
    }

    private Optional<String> problemOfClass(Class<?> type, String place) {
        if (type.isRecord()) {
            return problemOfComponents(type, place);
        }
        return canBeKey(type) ? Optional.empty() : Optional.of(sentence(type.getTypeName(), place));
    }

    private Optional<String> problemOfComponents(Class<?> type, String place) {
        for (RecordComponent component : type.getRecordComponents()) {
            Optional<String> problem = problem(
                    component.getGenericType(),
                    place.isEmpty() ? component.getName() : place + "." + component.getName());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static boolean canBeKey(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || SCALARS.contains(type)
                || TextTypes.ALL.stream().anyMatch(time -> time.type().isAssignableFrom(type))
                || List.class.isAssignableFrom(type)
                || (!type.isArray() && (Modifier.isAbstract(type.getModifiers()) || type == Object.class));
    }

    private static String sentence(String type, String place) {
        return place.isEmpty()
                ? "A key of type %s cannot be stored.".formatted(type)
                : "The part '%s' of a key, of type %s, cannot be stored.".formatted(place, type);
    }
}
