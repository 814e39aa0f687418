package dev.bettong.codec;

import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stores an entity and reads it back, and compares it with what it was. Used once. */
public final class RoundTripCheck {

    private final Class<?> type;
    private final List<String> losses = new ArrayList<>();

    private RoundTripCheck(Class<?> type) {
        this.type = type;
    }

    /**
     * What does not survive when {@code entity} is stored by the codec of {@code state}: sentences, or none.
     *
     * @throws UnstorableStateException if the state declares no codec and the default cannot store its type
     */
    public static List<String> losses(State<?> state, Object entity) {
        StateCodec<Object> codec = StateCodecs.of(state);
        RoundTripCheck trip = new RoundTripCheck(state.type());
        trip.travel(codec, entity);
        return List.copyOf(trip.losses);
    }

    private void travel(StateCodec<Object> codec, Object entity) {
        byte[] bytes;
        try {
            bytes = codec.encode(entity);
        } catch (Exception | StackOverflowError failure) {
            losses.add("It cannot be encoded: %s.".formatted(failure));
            return;
        }
        @Nullable Object decoded;
        try {
            decoded = codec.decode(bytes);
        } catch (Exception | StackOverflowError failure) {
            losses.add("It cannot be decoded: %s.".formatted(failure));
            return;
        }
        if (codec instanceof CborCodec) {
            compare("", entity, decoded);
        } else {
            compareOpaque(codec, entity, bytes, decoded);
        }
    }

    /** A codec of an author may bring back another object than it seems, if only it is equal or encodes alike. */
    private void compareOpaque(StateCodec<Object> codec, Object entity, byte[] bytes, @Nullable Object decoded) {
        if (decoded == null || !type.isInstance(decoded)) {
            differs("", name(entity), name(decoded));
            return;
        }
        try {
            if (!decoded.equals(entity) && !Arrays.equals(bytes, codec.encode(decoded))) {
                losses.add("What it was decoded to is neither equal to it nor encoded to the same bytes.");
            }
        } catch (Exception failure) {
            losses.add("What it was decoded to cannot be encoded again: %s.".formatted(failure));
        }
    }

    private void compare(String place, @Nullable Object before, @Nullable Object after) {
        if (before == null && after == null) {
            return;
        }
        if (before == null || after == null) {
            differs(place, name(before), name(after));
        } else if (!standsFor(after.getClass(), before.getClass())) {
            differs(place, name(before), name(after));
        } else if (before instanceof Map<?, ?> one && after instanceof Map<?, ?> other) {
            compareMaps(place, one, other);
        } else if (before instanceof Collection<?> one && after instanceof Collection<?> other) {
            compareCollections(place, one, other);
        } else {
            compareValues(place, before, after);
        }
    }

    private void compareValues(String place, Object before, Object after) {
        Class<?> kind = before.getClass();
        if (kind.isArray()) {
            if (!Arrays.deepEquals(new Object[] {before}, new Object[] {after})) {
                compareArrays(place, before, after);
            }
        } else if (before instanceof AtomicReference<?> one && after instanceof AtomicReference<?> other) {
            compare(place, one.get(), other.get());
        } else if (before instanceof Optional<?> one && after instanceof Optional<?> other) {
            compare(place, one.orElse(null), other.orElse(null));
        } else if (ObjectTypes.ofTheJdk(kind) || kind.isEnum()) {
            String one = before.toString(); // atomic numbers and string builders have no equals
            if (!before.equals(after) && !one.equals(after.toString())) {
                differs(place, one, after.toString());
            }
        } else {
            compareFields(place, before, after);
        }
    }

    private void compareArrays(String place, Object before, Object after) {
        if (before instanceof Object[] one && after instanceof Object[] other) {
            compareCollections(place, Arrays.asList(one), Arrays.asList(other));
        } else {
            differs(place, "an array of numbers", "another one");
        }
    }

    private void compareFields(String place, Object before, Object after) {
        for (@Nullable Class<?> next = before.getClass(); next != null && !ObjectTypes.ofTheJdk(next); ) {
            for (Field field : ObjectTypes.fields(next)) {
                String at = place.isEmpty() ? field.getName() : place + "." + field.getName();
                compare(at, value(field, before), value(field, after));
            }
            next = next.getSuperclass();
        }
    }

    private static @Nullable Object value(Field field, Object of) {
        try {
            field.setAccessible(true);
            return field.get(of);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException("field '%s' is closed".formatted(field), impossible);
        }
    }

    private void compareMaps(String place, Map<?, ?> before, Map<?, ?> after) {
        compareOrders(place, before, after);
        if (before.size() != after.size()) {
            differs(place, before.size() + " entries", after.size() + " entries");
            return;
        }
        before.forEach((key, value) -> {
            if (after.containsKey(key)) {
                compare(place + "[]", value, after.get(key));
            } else {
                differs(place, "the key " + key, "none");
            }
        });
    }

    private void compareCollections(String place, Collection<?> before, Collection<?> after) {
        compareOrders(place, before, after);
        if (before.size() != after.size()) {
            differs(place, before.size() + " elements", after.size() + " elements");
        } else if (!(before instanceof Set<?> one
                && after instanceof Set<?> other
                && one.equals(other))) { // else the order is as it was
            Iterator<?> others = after.iterator();
            before.forEach(element -> compare(place + "[]", element, others.next()));
        }
    }

    private void compareOrders(String place, Object before, Object after) {
        if (!Objects.equals(order(before), order(after))) {
            losses.add("%s is sorted by an order of its own, which is not stored.".formatted(subject(place)));
        }
    }

    private static @Nullable Object order(Object sorted) {
        return switch (sorted) {
            case SortedMap<?, ?> map -> map.comparator();
            case SortedSet<?> set -> set.comparator();
            case PriorityQueue<?> queue -> queue.comparator();
            default -> null;
        };
    }

    /** Whether an object of the class that came back behaves as one of the class that was stored. */
    private static boolean standsFor(Class<?> after, Class<?> before) {
        if (before.isAssignableFrom(after) && (ObjectTypes.ofTheJdk(before) || before == after)) {
            return true;
        }
        // unmodifiable collections and the like: they say nothing about order or content that List and Set do not
        return before.getName().startsWith("java.util.ImmutableCollections$")
                || before.getName().startsWith("java.util.Collections$")
                || before.getName().startsWith("java.util.Arrays$");
    }

    private void differs(String place, String before, String after) {
        losses.add("%s is %s before and %s after.".formatted(subject(place), before, after));
    }

    private static String subject(String place) {
        return place.isEmpty() ? "It" : "'%s'".formatted(place);
    }

    private static String name(@Nullable Object value) {
        return value == null ? "null" : "a " + value.getClass().getTypeName();
    }
}
