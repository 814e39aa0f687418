package dev.bettong.codec;

import dev.bettong.codec.SchemaType.Constants;
import dev.bettong.codec.SchemaType.Fields;
import dev.bettong.codec.SchemaType.Mapping;
import dev.bettong.codec.SchemaType.Scalar;
import dev.bettong.codec.SchemaType.Sequence;
import dev.bettong.pipeline.State;
import java.lang.reflect.Field;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/** Walks through the declared types of a state and notes what is stored, and what cannot be read back. Used once. */
final class SchemaBuilder {

    private static final int VERSION = 1; // of what the default codec writes
    private static final Scalar UNKNOWN = new Scalar("unknown");

    private final TypeFactory types = TypeFactory.createDefaultInstance();
    private final SortedMap<String, SortedMap<String, SchemaType>> objects = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, Set<String>>> former = new TreeMap<>();
    private final Set<String> problems = new LinkedHashSet<>();

    private SchemaBuilder() {}

    /** @throws UnstorableStateException if a type cannot be read back */
    static StateSchema of(State<?> state) {
        SchemaBuilder walk = new SchemaBuilder();
        StepStateCodec ofStep = state.codec() instanceof StepStateCodec codec ? codec : null;
        Type type = ofStep == null ? state.type() : ofStep.type();
        SchemaType root = walk.type("", walk.types.constructType(type));
        if (!walk.problems.isEmpty()) {
            throw new UnstorableStateException(state.name(), List.copyOf(walk.problems));
        }
        return new StateSchema(
                ofStep == null ? CborCodec.NAME : ofStep.name(), VERSION, root, walk.objects, walk.former);
    }

    private SchemaType type(String place, JavaType type) {
        Class<?> raw = type.getRawClass();
        @Nullable String scalar = ScalarTypes.name(raw);
        if (scalar != null) {
            return new Scalar(scalar);
        }
        if (raw == Optional.class || raw == AtomicReference.class) {
            return type(place, type.containedTypeOrUnknown(0)); // stored as what is in it, or null
        }
        if (type.isEnumType()) {
            return new Constants(Arrays.stream(raw.getEnumConstants())
                    .map(constant -> ((Enum<?>) constant).name())
                    .collect(Collectors.toSet()));
        }
        if (type.isMapLikeType()) {
            container(place, raw);
            return new Mapping(key(place, type.getKeyType()), type(place + "[]", type.getContentType()));
        }
        if (type.isArrayType() && raw != char[].class) {
            return new Sequence(type(place + "[]", type.getContentType()));
        }
        if (type.isCollectionLikeType()) {
            container(place, raw);
            return new Sequence(type(place + "[]", type.getContentType()));
        }
        return object(place, type);
    }

    private SchemaType key(String place, JavaType type) {
        if (type.isEnumType() || ScalarTypes.isKey(type.getRawClass())) {
            return type(place + "[key]", type);
        }
        return problem(
                place + "[key]",
                "is of type %s, which cannot be a key of a map: take a string, number, UUID, enum or java.time",
                type.getRawClass());
    }

    private void container(String place, Class<?> type) {
        @Nullable String problem = CollectionTypes.problem(type);
        if (problem != null) {
            problem(place, "is a %s, which " + problem, type);
        }
    }

    private SchemaType object(String place, JavaType type) {
        @Nullable String problem = ObjectTypes.problem(type.getRawClass());
        if (problem != null) {
            return problem(place, "is a %s, which " + problem, type.getRawClass());
        }
        String name = type.toCanonical();
        if (!objects.containsKey(name)) {
            SortedMap<String, SchemaType> fields = new TreeMap<>();
            objects.put(name, fields); // before its fields, which may lead back to it
            addFields(place, type, fields);
            addFormerNames(place, type, fields.keySet());
        }
        return new Fields(name);
    }

    private void addFields(String place, JavaType type, SortedMap<String, SchemaType> fields) {
        String prefix = place.isEmpty() ? "" : place + ".";
        for (@Nullable JavaType next = type; next != null && next.getRawClass() != Object.class; ) {
            for (Field field : ObjectTypes.fields(next.getRawClass())) {
                String at = prefix + field.getName();
                if (fields.containsKey(field.getName())) {
                    problem(at, "is in %s and in a class that extends it: rename one", next.getRawClass());
                }
                fields.put(field.getName(), UNKNOWN);
                fields.put(
                        field.getName(), type(at, types.resolveMemberType(field.getGenericType(), next.getBindings())));
            }
            next = next.getSuperClass();
        }
    }

    private void addFormerNames(String place, JavaType type, Set<String> fields) {
        Set<String> taken = new HashSet<>(fields);
        SortedMap<String, Set<String>> named = new TreeMap<>();
        for (@Nullable JavaType next = type; next != null && next.getRawClass() != Object.class; ) {
            for (Field field : ObjectTypes.fields(next.getRawClass())) {
                for (String name : FormerNames.of(field)) {
                    if (!taken.add(name)) {
                        problems.add("'%s' has the former name '%s', which %s has another field for."
                                .formatted(
                                        (place.isEmpty() ? "" : place + ".") + field.getName(),
                                        name,
                                        type.getRawClass().getTypeName()));
                    }
                    named.computeIfAbsent(field.getName(), ignored -> new TreeSet<>())
                            .add(name);
                }
            }
            next = next.getSuperClass();
        }
        if (!named.isEmpty()) {
            former.put(type.toCanonical(), named);
        }
    }

    private SchemaType problem(String place, String words, Class<?> type) {
        String subject = place.isEmpty() ? "It" : "'%s'".formatted(place);
        problems.add("%s %s.".formatted(subject, words.formatted(type.getTypeName())));
        return UNKNOWN;
    }
}
