package dev.bettong.embedded;

import dev.bettong.compute.Compatibility;
import dev.bettong.compute.StateSchema;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the states of the pipelines with those in the store, and says what becomes of each. */
final class StateRegistry {

    private static final Logger log = LoggerFactory.getLogger(StateRegistry.class);

    private final Store store;

    StateRegistry(Store store) {
        this.store = store;
    }

    /**
     * Makes the states of the pipelines known to the store.
     *
     * @throws RuntimeStartException if a state cannot be read as its type is now; nothing is changed then
     */
    void register(List<EmbeddedPipeline> pipelines) {
        Map<String, StateSchema> schemas = new TreeMap<>();
        Map<String, String> texts = new TreeMap<>();
        for (EmbeddedPipeline pipeline : pipelines) {
            for (State<?> state : pipeline.declaredStates()) {
                StateSchema schema = StateSchema.of(state);
                schemas.put(state.name(), schema);
                texts.put(state.name(), schema.text());
            }
        }
        Map<String, String> stored = store.schemas();
        List<String> incompatible = new ArrayList<>();
        schemas.forEach((name, schema) -> compare(name, schema, stored.get(name), incompatible));
        if (!incompatible.isEmpty()) {
            throw new RuntimeStartException(
                    "The data directory holds state that the application cannot read: "
                            + String.join("; ", incompatible),
                    "Give the state a new name to begin anew (the old one is kept), or declare a codec that reads both,"
                            + " or start the version of the application that wrote it. Nothing was changed.",
                    null);
        }
        new TreeSet<>(stored.keySet())
                .stream()
                        .filter(name -> !texts.containsKey(name))
                        .forEach(name -> log.warn(
                                "State '{}' is orphaned: the store has it, no pipeline names it; it is kept as it is",
                                name));
        store.register(texts);
    }

    private static void compare(String name, StateSchema now, @Nullable String stored, List<String> incompatible) {
        if (stored == null) {
            log.info("State '{}' is new", name);
            return;
        }
        Compatibility fit = now.with(StateSchema.parse(stored));
        switch (fit.verdict()) {
            case SAME -> log.info("State '{}' is kept", name);
            case COMPATIBLE ->
                log.info(
                        "State '{}' is kept; new fields {}, fields no longer read {}",
                        name,
                        fit.added(),
                        fit.removed());
            case INCOMPATIBLE ->
                incompatible.add("state '%s': %s"
                        .formatted(
                                name,
                                fit.changed().stream()
                                        .map(change -> "%s was %s, is %s"
                                                .formatted(change.place(), change.stored(), change.current()))
                                        .collect(Collectors.joining(", "))));
        }
    }
}
