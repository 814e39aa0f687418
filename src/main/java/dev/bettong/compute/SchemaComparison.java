package dev.bettong.compute;

import dev.bettong.compute.Compatibility.Change;
import dev.bettong.compute.Compatibility.Verdict;
import dev.bettong.compute.SchemaType.Constants;
import dev.bettong.compute.SchemaType.Fields;
import dev.bettong.compute.SchemaType.Mapping;
import dev.bettong.compute.SchemaType.Scalar;
import dev.bettong.compute.SchemaType.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Walks through two schemas of one state at once. Used once. */
final class SchemaComparison {

    private final StateSchema stored;
    private final StateSchema current;
    private final List<String> added = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
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
        return new Compatibility(verdict(), List.copyOf(added), List.copyOf(removed), List.copyOf(changed));
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
                compareFields(place, stored.fields(one), current.fields(other));
            }
        } else if (!before.equals(now)) {
            different = true;
            if (!readable(before, now)) {
                changed.add(new Change(place.isEmpty() ? "entity" : place, before.toString(), now.toString()));
            }
        }
    }

    private void compareFields(String place, Map<String, SchemaType> before, Map<String, SchemaType> now) {
        String prefix = place.isEmpty() ? "" : place + ".";
        before.forEach((field, type) -> {
            if (now.containsKey(field)) {
                compare(prefix + field, type, Objects.requireNonNull(now.get(field)));
            } else {
                different = true;
                removed.add(prefix + field);
            }
        });
        now.keySet().stream().filter(field -> !before.containsKey(field)).forEach(field -> {
            different = true;
            added.add(prefix + field);
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
