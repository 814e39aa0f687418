package dev.bettong.codec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Which collection is made for a field that is declared as an interface. All of them keep the stored order. */
final class CollectionTypes {

    static final Map<Class<?>, Class<?>> DEFAULTS = Map.ofEntries(
            Map.entry(Collection.class, ArrayList.class),
            Map.entry(SequencedCollection.class, ArrayList.class),
            Map.entry(List.class, ArrayList.class),
            Map.entry(Queue.class, ArrayDeque.class),
            Map.entry(Deque.class, ArrayDeque.class),
            Map.entry(Set.class, LinkedHashSet.class),
            Map.entry(SequencedSet.class, LinkedHashSet.class),
            Map.entry(SortedSet.class, TreeSet.class),
            Map.entry(NavigableSet.class, TreeSet.class),
            Map.entry(Map.class, LinkedHashMap.class),
            Map.entry(SequencedMap.class, LinkedHashMap.class),
            Map.entry(SortedMap.class, TreeMap.class),
            Map.entry(NavigableMap.class, TreeMap.class),
            Map.entry(ConcurrentMap.class, ConcurrentHashMap.class));

    private CollectionTypes() {}

    /** Why a collection or map of {@code type} cannot be read back, after "which"; {@code null} if it can. */
    static @Nullable String problem(Class<?> type) {
        if (DEFAULTS.containsKey(type) || type == EnumMap.class || type == EnumSet.class) {
            return null;
        }
        if (!ObjectTypes.instantiable(type)) {
            return "is a collection that cannot be made: declare it as List, Set, Map or a class with a constructor"
                    + " without parameters";
        }
        for (@Nullable Class<?> next = type; next != null && !ObjectTypes.ofTheJdk(next); next = next.getSuperclass()) {
            if (!ObjectTypes.fields(next).isEmpty()) {
                return "is a collection, so its own field '%s' would not be stored: make the collection a field, too"
                        .formatted(ObjectTypes.fields(next).getFirst().getName());
            }
        }
        return null;
    }
}
