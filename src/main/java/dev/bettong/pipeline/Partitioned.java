package dev.bettong.pipeline;

/**
 * A pipeline directly behind a partitioning, where the type of its events can be declared.
 *
 * @param <K> type of the key
 * @param <T> type of the events
 */
public final class Partitioned<K, T> extends Pipeline.Keyed<K, T> {

    private final Step.Partitioning partitioning;

    Partitioned(Draft draft, Step.Partitioning last) {
        super(draft, last);
        this.partitioning = last;
    }

    /**
     * Declares the type of the events, by which a runtime serializes them on their way to the owner of their key. Needed
     * where no function beside the partitioning is a bean or a class of its own, because a lambda does not say its types.
     */
    public Pipeline.Keyed<K, T> carrying(Class<T> type) {
        return new Pipeline.Keyed<>(draft, partitioning.carrying(type));
    }

    /** The same for a type with arguments: {@code carrying(new TypeRef<List<Visit>>() {})}. */
    public Pipeline.Keyed<K, T> carrying(TypeRef<T> type) {
        return new Pipeline.Keyed<>(draft, partitioning.carrying(type.type()));
    }
}
