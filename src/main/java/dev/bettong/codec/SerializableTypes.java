package dev.bettong.codec;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Walks through a declared type of events and notes what cannot be serialized. Stricter than what state may be: only types
 * whose values are all that their declaration says, so that no part of an event is lost without notice. Used once.
 */
final class SerializableTypes {

    private static final Set<Class<?>> COLLECTIONS = Set.of(
            Collection.class,
            SequencedCollection.class,
            List.class,
            Set.class,
            SequencedSet.class,
            Map.class,
            SequencedMap.class);

    private final TypeFactory types = TypeFactory.createDefaultInstance();
    private final Set<String> seen = new HashSet<>(); // types may contain themselves
    private final Set<String> problems = new LinkedHashSet<>();

    private SerializableTypes() {}

    /** What of {@code type} cannot be serialized: sentences, or none. */
    static List<String> problems(JavaType type) {
        SerializableTypes walk = new SerializableTypes();
        walk.visit("", type);
        return List.copyOf(walk.problems);
    }

    private void visit(String place, JavaType type) {
        Class<?> raw = type.getRawClass();
        if (raw.isEnum() || raw == byte[].class || ScalarTypes.isKey(raw) || !seen.add(type.toCanonical())) {
            return;
        }
        if (raw == Optional.class) {
            optional(place, type);
        } else if (type.isMapLikeType()) {
            collection(place, raw);
            key(place + "[key]", type.getKeyType());
            visit(place + "[]", type.getContentType());
        } else if (type.isCollectionLikeType()) {
            collection(place, raw);
            visit(place + "[]", type.getContentType());
        } else if (type.isArrayType() && raw != char[].class) {
            visit(place + "[]", type.getContentType());
        } else if (raw.isRecord()) {
            components(place, type);
        } else if (SealedHierarchy.isSealed(raw)) {
            permitted(place, type);
        } else {
            problem(place, raw, unsupported(raw));
        }
    }

    private void optional(String place, JavaType type) {
        JavaType content = type.containedTypeOrUnknown(0);
        if (content.hasRawClass(Optional.class)) {
            problem(
                    place,
                    Optional.class,
                    "holds another Optional, and reads back empty if that is: take one Optional");
        } else {
            visit(place, content);
        }
    }

    private void collection(String place, Class<?> type) {
        if (!COLLECTIONS.contains(type)) {
            problem(place, type, "reads back as another collection: declare it as List, Set or Map");
        }
    }

    private void key(String place, JavaType type) {
        Class<?> raw = type.getRawClass();
        if (!raw.isEnum() && !ScalarTypes.isKey(raw)) {
            problem(place, raw, "cannot be a key of a map: take a string, number, UUID, enum or java.time");
        }
    }

    private void components(String place, JavaType type) {
        List<Field> components = ObjectTypes.fields(type.getRawClass());
        Set<String> names = new HashSet<>();
        components.forEach(component -> names.add(component.getName()));
        for (Field component : components) {
            String at = (place.isEmpty() ? "" : place + ".") + component.getName();
            for (String former : FormerNames.of(component)) {
                if (!names.add(former)) {
                    problems.add("'%s' has the former name '%s', which %s has another component for: remove it."
                            .formatted(at, former, type.getRawClass().getTypeName()));
                }
            }
            visit(at, types.resolveMemberType(component.getGenericType(), type.getBindings()));
        }
    }

    private void permitted(String place, JavaType type) {
        SealedHierarchy hierarchy = new SealedHierarchy(type, types);
        for (Class<?> namesake : hierarchy.namesakes()) {
            problem(
                    place + "(%s)".formatted(namesake.getSimpleName()),
                    namesake,
                    "has the name of another class that %s permits: rename one"
                            .formatted(type.getRawClass().getTypeName()));
        }
        hierarchy.byName().forEach((name, permitted) -> visit(place + "(%s)".formatted(name), permitted));
    }

    /** Why a class that is none of the known ones is unfit, after "which". */
    private static String unsupported(Class<?> type) {
        if (type == Object.class) {
            return "does not say what to read back: declare what it holds";
        }
        if (ObjectTypes.ofTheJdk(type)) {
            return "has no serialized form: take " + SUPPORTED;
        }
        return type.isInterface()
                ? "anyone may implement: make it sealed, and let it permit records only"
                : "is no record: make it one, so that its components are all there is of it";
    }

    private static final String SUPPORTED =
            "a record, a sealed interface of records, an enum, String, a primitive or its"
                    + " box, BigDecimal, BigInteger, byte[], UUID, java.time, or List, Set, Map, Optional or an array of these";

    private void problem(String place, Class<?> type, String words) {
        String subject = place.isEmpty() ? "It" : "'%s'".formatted(place);
        problems.add("%s is a %s, which %s.".formatted(subject, type.getTypeName(), words));
    }
}
