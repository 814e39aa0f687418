package dev.bettong.codec;

import dev.bettong.codec.SchemaType.Fields;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the stored entities of a state look like: a text that is stored with them and compared at the next start. Immutable.
 *
 * <p>Names of classes do not count: a class may be renamed, or become a record.
 */
public final class StateSchema {

    private final String codec;
    private final int version;
    private final @Nullable SchemaType root;
    private final SortedMap<String, SortedMap<String, SchemaType>> objects;
    private final SortedMap<String, SortedMap<String, Set<String>>> former;

    /**
     * Makes a schema.
     *
     * @param codec class of the codec that the state declares, {@link CborCodec#NAME}, or that of a {@link StepStateCodec}
     * @param version version of the form that the codec writes
     * @param root form of an entity; {@code null} if only the codec knows
     * @param objects fields of the records and classes in an entity, by the names that refer to them
     * @param former former names of these fields, by the same names and the field, if there are any
     */
    StateSchema(
            String codec,
            int version,
            @Nullable SchemaType root,
            Map<String, ? extends Map<String, SchemaType>> objects,
            Map<String, ? extends Map<String, Set<String>>> former) {
        this.codec = codec;
        this.version = version;
        this.root = root;
        this.objects = new TreeMap<>();
        objects.forEach((name, fields) -> this.objects.put(name, new TreeMap<>(fields)));
        this.former = new TreeMap<>();
        former.forEach((name, fields) -> this.former.put(name, new TreeMap<>(fields)));
    }

    /**
     * The schema of {@code state} as it is declared now.
     *
     * @throws UnstorableStateException if the state declares no codec and the default cannot store its type
     */
    public static StateSchema of(State<?> state) {
        StateCodec<?> declared = state.codec();
        return declared == null || declared instanceof StepStateCodec
                ? SchemaBuilder.of(state)
                : new StateSchema(declared.getClass().getName(), declared.version(), null, Map.of(), Map.of());
    }

    /**
     * The schema that was stored as {@code text}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static StateSchema parse(String text) {
        return SchemaText.parse(text);
    }

    /** This schema as a JSON text that {@link #parse} reads; the same for the same schema in every process. */
    public String text() {
        return SchemaText.of(this);
    }

    /** Whether what was stored under {@code stored} can be read under this schema. */
    public Compatibility with(StateSchema stored) {
        return new SchemaComparison(stored, this).compare();
    }

    /** Whether the default codec has written it: alone, or as a part of what a step keeps. */
    boolean fields() {
        return codec.equals(CborCodec.NAME) || StepStateCodec.isName(codec);
    }

    String codec() {
        return codec;
    }

    int version() {
        return version;
    }

    @Nullable
    SchemaType root() {
        return root;
    }

    SortedMap<String, SortedMap<String, SchemaType>> objects() {
        return objects;
    }

    SortedMap<String, SortedMap<String, Set<String>>> former() {
        return former;
    }

    /** The former names of a field of what {@code reference} stands for. */
    Set<String> formerNames(Fields reference, String field) {
        return former.getOrDefault(reference.name(), Collections.emptySortedMap())
                .getOrDefault(field, Set.of());
    }

    /** The fields that {@code reference} stands for. */
    SortedMap<String, SchemaType> fields(Fields reference) {
        SortedMap<String, SchemaType> fields = objects.get(reference.name());
        if (fields == null) {
            throw new IllegalArgumentException(
                    "the schema refers to '%s', which it does not list".formatted(reference));
        }
        return fields;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateSchema schema && text().equals(schema.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
