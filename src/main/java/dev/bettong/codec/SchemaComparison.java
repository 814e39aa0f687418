package dev.bettong.codec;

import dev.bettong.codec.Compatibility.Change;
import dev.bettong.codec.Compatibility.Verdict;
import dev.bettong.codec.SchemaType.Constants;
import dev.bettong.codec.SchemaType.Fields;
import dev.bettong.codec.SchemaType.Mapping;
import dev.bettong.codec.SchemaType.Scalar;
import dev.bettong.codec.SchemaType.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Walks through two schemas of one state at once. Used once. */
final class SchemaComparison {

    private final StateSchema stored;
    private final StateSchema current;
    private final List<String> added = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final SortedMap<String, String> renamed = new TreeMap<>(); // former name by place
    private final List<Change> converted = new ArrayList<>();
    private final List<Change> changed = new ArrayList<>();
    private final Set<Map.Entry<Fields, Fields>> compared = new HashSet<>(); // types may contain themselves
    private boolean different;

    SchemaComparison(StateSchema stored, StateSchema current) {
        this.stored = stored;
        this.current = current;
    }

    Compatibility compare() {
        if (!stored.codec().equals(current.codec())) {
            changed.add(new Change("codec", stored.codec(), current.codec()));
        } else if (stored.version() != current.version()) {
            changed.add(new Change(
                    "version of codec " + current.codec(),
                    String.valueOf(stored.version()),
                    String.valueOf(current.version())));
        } else if (stored.root() != null && current.root() != null) {
            compare("", stored.root(), current.root());
        }
        return new Compatibility(
                verdict(),
                List.copyOf(added),
                List.copyOf(removed),
                Collections.unmodifiableSortedMap(renamed),
                List.copyOf(converted),
                List.copyOf(changed));
    }

    private Verdict verdict() {
        if (!changed.isEmpty()) {
            return Verdict.INCOMPATIBLE;
        }
        return different ? Verdict.COMPATIBLE : Verdict.SAME;
    }

    private void compare(String place, SchemaType before, SchemaType now) {
        if (before instanceof Sequence one && now instanceof Sequence other) {
            compare(place + "[]", one.element(), other.element());
        } else if (before instanceof Mapping one && now instanceof Mapping other) {
            compare(place + "[key]", one.key(), other.key());
            compare(place + "[]", one.value(), other.value());
        } else if (before instanceof Fields one && now instanceof Fields other) {
            if (compared.add(Map.entry(one, other))) {
                compareFields(place, one, other);
            }
        } else if (!before.equals(now)) {
            different = true;
            Change change = new Change(place.isEmpty() ? "entity" : place, before.toString(), now.toString());
            (readable(before, now) ? converted : changed).add(change);
        }
    }

    private void compareFields(String place, Fields storedType, Fields currentType) {
        Map<String, SchemaType> before = stored.fields(storedType);
        Map<String, SchemaType> now = current.fields(currentType);
        String prefix = place.isEmpty() ? "" : place + ".";
        Set<String> read = new HashSet<>();
        now.forEach((field, type) -> {
            Set<String> former = current.formerNames(currentType, field);
            Set<String> known = new TreeSet<>(former); // names under which entities may be stored
            known.add(field);
            known.retainAll(before.keySet());
            known.forEach(name -> compare(prefix + field, Objects.requireNonNull(before.get(name)), type));
            read.addAll(known);
            if (known.isEmpty()) {
                different = true;
                added.add(prefix + field);
            } else if (!known.contains(field)) {
                different = true;
                renamed.put(prefix + field, String.join(", ", known));
            }
            Set<String> formerBefore = new TreeSet<>();
            known.forEach(name -> formerBefore.addAll(stored.formerNames(storedType, name)));
            formerBefore.removeAll(former);
            formerBefore.remove(field);
            formerBefore.forEach(
                    name -> { // entities may still be stored under it
                        different = true;
                        removed.add(prefix + name);
                    });
        });
        before.keySet().stream().filter(field -> !read.contains(field)).forEach(field -> {
            different = true;
            removed.add(prefix + field);
        });
    }

    private static boolean readable(SchemaType before, SchemaType now) {
        if (before instanceof Constants one) {
            return now.equals(new Scalar("string"))
                    || (now instanceof Constants other && other.names().containsAll(one.names()));
        }
        return before instanceof Scalar one
                && now instanceof Scalar other
                && SchemaType.wider(one.name()).contains(other.name());
    }
}
