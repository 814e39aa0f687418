package dev.bettong.compute;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
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
}
