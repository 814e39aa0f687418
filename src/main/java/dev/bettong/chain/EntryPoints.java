package dev.bettong.chain;

import dev.bettong.codec.EventSerializationException;
import dev.bettong.codec.EventSerializer;
import dev.bettong.codec.EventType;
import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.Partitioning;
import dev.bettong.keys.UnsupportedKeyException;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.InvalidRequestException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steps and sinks at which an event that failed can enter its pipeline again, behind everything that has already taken
 * it: those whose events have a known type that can be serialized. Immutable, for all threads.
 */
public final class EntryPoints {

    /** Those of a pipeline that keeps no events. */
    public static final EntryPoints NONE = new EntryPoints(Map.of(), 0);

    private final Map<String, Point> points;
    private final int maxEventSize;

    private EntryPoints(Map<String, Point> points, int maxEventSize) {
        this.points = Map.copyOf(points);
        this.maxEventSize = maxEventSize;
    }

    /**
     * The events that come to one step.
     *
     * @param keys what gives them their key; {@code null} if they have none
     */
    private record Point(EventSerializer events, @Nullable Keys keys) {}

    private record Keys(Step.Partitioning step, Partitioning partitions) {}

    /**
     * An event that can enter a chain, on the worker that owns its partition: {@link OperatorChain#receiveAt}.
     *
     * @param step name of the step or sink
     * @param partition the partition of its key, or -1 if it has none: then any worker may take it
     */
    public record Entry(String step, Object event, Object key, int partition) {

        /** An event that any worker may take. */
        public static Entry withoutKey(String step, Object event) {
            return new Entry(step, event, Operator.NO_KEY, Operator.NO_PARTITION);
        }
    }

    /**
     * One place of a chain at which functions are called.
     *
     * @param name of the source, step or sink
     * @param entry name by which an event that fails there can enter again
     */
    record Place(String name, EntryPoints entries, String entry) {

        /** What is kept of an event that fails there, besides the frame; {@code null} if nothing is. */
        @Nullable
        FailedEvent failed(Object event, Object key) {
            return entries.failed(entry, event, key);
        }

        /**
         * An event that comes there, serialized.
         *
         * @throws EventSerializationException if it cannot be
         */
        byte[] serialized(Object event) {
            return entries.serialized(entry, event);
        }
    }

    /**
     * Looks where events of a pipeline can enter.
     *
     * @param eventTypes types of the events that leave the steps, by the very step; as far as they are known
     * @param partitions number of partitions for keys without a list
     * @param maxEventSize most bytes of a serialized event; of a larger one only the frame is kept
     */
    public static EntryPoints of(Pipeline pipeline, Map<Step, EventType> eventTypes, int partitions, int maxEventSize) {
        Map<String, Point> points = new HashMap<>();
        Map<EventType, EventSerializer> serializers = new HashMap<>();
        for (Step step : pipeline.steps()) {
            if (step instanceof Step.Join join) {
                add(points, step.name(), point(join.left(), eventTypes, serializers, partitions));
                add(points, rightOf(join), point(join.right(), eventTypes, serializers, partitions));
            } else if (step instanceof Step.Following following) { // at a merge nothing fails
                add(points, step.name(), point(following.from(), eventTypes, serializers, partitions));
            }
        }
        for (Pipeline.Delivery delivery : pipeline.deliveries()) {
            add(points, nameOf(delivery, pipeline), point(delivery.from(), eventTypes, serializers, partitions));
        }
        return new EntryPoints(points, maxEventSize);
    }

    /** The name by which events enter at a sink: encoders may differ by the step that writes to it. */
    static String nameOf(Pipeline.Delivery delivery, Pipeline pipeline) {
        String sink = delivery.sink().name();
        long writers = pipeline.deliveries().stream()
                .filter(each -> each.sink().name().equals(sink))
                .count();
        return writers == 1
                ? sink
                : "%s behind %s".formatted(sink, delivery.from().name());
    }

    /** The name by which events of the right side enter at a join; those of the left side have its name. */
    static String rightOf(Step.Join join) {
        return "%s, right".formatted(join.name());
    }

    private static void add(Map<String, Point> points, String name, @Nullable Point point) {
        if (point != null) {
            points.put(name, point);
        }
    }

    private static @Nullable Point point(
            Step before, Map<Step, EventType> eventTypes, Map<EventType, EventSerializer> serializers, int partitions) {
        EventType type = eventTypes.get(before);
        if (type == null || !EventSerializer.problems(type).isEmpty()) {
            return null;
        }
        EventSerializer events = serializers.computeIfAbsent(type, EventSerializer::of);
        Step.Partitioning keyed = before instanceof Step.Partitioning itself ? itself : before.partitioning();
        return new Point(events, keyed == null ? null : new Keys(keyed, Partitioning.of(keyed, partitions)));
    }

    /** What is kept of an event that failed; {@code null} if it could not enter again. */
    @Nullable
    FailedEvent failed(String step, Object event, Object key) {
        Point point = points.get(step);
        if (point == null) {
            return null;
        }
        try {
            byte[] bytes = point.events.serialize(event);
            if (bytes.length > maxEventSize) {
                return null;
            }
            if (point.keys == null) {
                return new FailedEvent(step, bytes, null);
            }
            byte[] encoded = KeyCodec.encode(key);
            return key.equals(decoded(encoded, point.keys.step)) ? new FailedEvent(step, bytes, encoded) : null;
        } catch (EventSerializationException | UnsupportedKeyException unkept) {
            return null; // the frame is kept in any case
        }
    }

    /**
     * An event as it comes to a step, to come there again in another run.
     *
     * @throws EventSerializationException if it cannot be serialized
     */
    byte[] serialized(String step, Object event) {
        return eventsOf(step).serialize(event);
    }

    /**
     * The event of {@link #serialized}.
     *
     * @throws EventSerializationException if it cannot be read by the type of what comes to the step now
     */
    public Object event(String step, byte[] serialized) {
        return eventsOf(step).deserialize(serialized);
    }

    private EventSerializer eventsOf(String step) {
        Point point = points.get(step);
        if (point == null) {
            throw new IllegalArgumentException(
                    "the events that come to '%s' have no type that is known".formatted(step));
        }
        return point.events;
    }

    /**
     * Where an event enters again.
     *
     * @throws InvalidRequestException if it cannot, since the pipeline is another one by now
     */
    public Entry entry(FailedEvent failed) {
        Point point = points.get(failed.step());
        if (point == null) {
            throw refused(failed, "no such step takes events that can be read", null);
        }
        Object event;
        try {
            event = point.events.deserialize(failed.event());
        } catch (EventSerializationException other) {
            throw refused(failed, String.valueOf(other.getMessage()), other);
        }
        byte[] encoded = failed.key();
        if ((point.keys == null) != (encoded == null)) {
            throw refused(failed, "it was partitioned differently", null);
        }
        if (point.keys == null || encoded == null) {
            return Entry.withoutKey(failed.step(), event);
        }
        Object key = decoded(encoded, point.keys.step);
        int partition = key == null ? Partitioning.UNKNOWN : point.keys.partitions.partitionOf(key);
        if (key == null || partition == Partitioning.UNKNOWN) {
            throw refused(failed, "its key is none of '%s'".formatted(point.keys.step.name()), null);
        }
        return new Entry(failed.step(), event, key, partition);
    }

    /** The partition of an event's key now, or -1 if it has none, or cannot enter. */
    public int partitionOf(FailedEvent failed) {
        try {
            return entry(failed).partition();
        } catch (InvalidRequestException changed) {
            return Operator.NO_PARTITION;
        }
    }

    private static InvalidRequestException refused(
            FailedEvent failed, String why, @Nullable EventSerializationException cause) {
        InvalidRequestException refused = new InvalidRequestException(
                "The event cannot enter the pipeline at '%s', because %s. Re-drive the letter with the bytes of its frame."
                        .formatted(failed.step(), why));
        if (cause != null) {
            refused.initCause(cause);
        }
        return refused;
    }

    /** The key of an encoded one; {@code null} if its text does not say all about it, or it is not in the list of keys. */
    private static @Nullable Object decoded(byte[] encoded, Step.Partitioning by) {
        return switch (by) {
            case Step.Partition hashed -> KeyCodec.decode(encoded).orElse(null);
            case Step.FixedPartition fixed ->
                fixed.keys().stream()
                        .filter(key -> Arrays.equals(encodedOrEmpty(key), encoded))
                        .findFirst()
                        .orElse(null);
            case Step.Collect all ->
                Arrays.equals(KeyCodec.encode(Partitioning.Single.KEY), encoded) ? Partitioning.Single.KEY : null;
        };
    }

    private static byte[] encodedOrEmpty(Object key) {
        try {
            return KeyCodec.encode(key);
        } catch (UnsupportedKeyException unkept) {
            return new byte[0];
        }
    }
}
