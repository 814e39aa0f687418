package dev.bettong.checkpoint;

import dev.bettong.codec.Compatibility;
import dev.bettong.codec.Compatibility.Verdict;
import dev.bettong.codec.StateSchema;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.RuntimeStartException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the states that an application declares differ from those in the store. Immutable. */
public final class StateChanges {

    private final SortedMap<String, StateSchema> declared = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    /**
     * Compares states.
     *
     * @param declared the states of all pipelines
     * @param stored schema texts of the store, by state
     */
    public StateChanges(Collection<? extends State<?>> declared, Map<String, String> stored) {
        declared.forEach(state -> this.declared.put(state.name(), StateSchema.of(state)));
        this.declared.forEach((name, schema) -> {
            String text = stored.get(name);
            changes.add(new Change(name, true, text == null ? null : schema.with(StateSchema.parse(text))));
        });
        new TreeSet<>(stored.keySet())
                .stream()
                        .filter(name -> !this.declared.containsKey(name))
                        .forEach(name -> changes.add(new Change(name, false, null)));
    }

    /**
     * The change of one state.
     *
     * @param declared whether a pipeline has it
     * @param fit how the stored entities fit its type; {@code null} if there are none, or it is not declared
     */
    record Change(String state, boolean declared, @Nullable Compatibility fit) {

        boolean readable() {
            return fit == null || fit.verdict() != Verdict.INCOMPATIBLE;
        }

        /** Whether stored values are dropped, or can no longer be reached. */
        boolean drops() {
            return !declared || (fit != null && !fit.removed().isEmpty());
        }

        String text() {
            if (!declared) {
                return "State '%s' is orphaned: the store has it, no pipeline names it; it is kept as it is"
                        .formatted(state);
            }
            if (fit == null) {
                return "State '%s' is new".formatted(state);
            }
            return "State '%s' %s%s".formatted(state, readable() ? "is kept" : "cannot be read", differences(fit));
        }

        private static String differences(Compatibility fit) {
            List<String> parts = new ArrayList<>();
            if (!fit.added().isEmpty()) {
                parts.add("new " + quoted(fit.added()));
            }
            fit.renamed().forEach((place, former) -> parts.add("'%s' was '%s'".formatted(place, former)));
            fit.converted()
                    .forEach(change -> parts.add("'%s' is converted %s".formatted(change.place(), types(change))));
            fit.changed()
                    .forEach(change -> parts.add("'%s' would be changed %s".formatted(change.place(), types(change))));
            if (!fit.removed().isEmpty()) {
                parts.add("DROPPED: the stored values of %s; if renamed, declare @FormerName at the new name"
                        .formatted(quoted(fit.removed())));
            }
            return parts.isEmpty() ? "" : ": " + String.join("; ", parts);
        }

        private static String types(Compatibility.Change change) {
            return "from %s to %s".formatted(change.stored(), change.current());
        }

        private static String quoted(List<String> places) {
            return places.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
        }
    }

    List<Change> changes() {
        return changes;
    }

    /** Schema texts of the declared states, by state. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        declared.forEach((name, schema) -> texts.put(name, schema.text()));
        return texts;
    }

    /** A line for each state. */
    public List<String> lines() {
        return changes.stream().map(Change::text).toList();
    }

    /**
     * Checks that the declared types can read the stored states.
     *
     * @throws RuntimeStartException if one of them cannot
     */
    public void checkReadable() {
        List<String> incompatible = new ArrayList<>();
        for (Change change : changes) {
            if (change.fit() != null && !change.readable()) {
                incompatible.add("state '%s': %s"
                        .formatted(
                                change.state(),
                                change.fit().changed().stream()
                                        .map(each -> "%s was %s, is %s"
                                                .formatted(each.place(), each.stored(), each.current()))
                                        .collect(Collectors.joining(", "))));
            }
        }
        if (!incompatible.isEmpty()) {
            throw new RuntimeStartException(
                    "The data directory holds state that the application cannot read: "
                            + String.join("; ", incompatible),
                    "Give the state a new name to start afresh (the old one is kept), or declare a codec that reads both,"
                            + " or start the version of the application that wrote it. Nothing was changed.",
                    null);
        }
    }
}
