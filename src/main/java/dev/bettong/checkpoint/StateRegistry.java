package dev.bettong.checkpoint;

import dev.bettong.pipeline.State;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.Store;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the states of the pipelines with those in the store, and says what becomes of each. */
public final class StateRegistry {

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
    void register(List<DurablePipeline> pipelines) {
        List<State<?>> declared = pipelines.stream()
                .<State<?>>flatMap(pipeline -> pipeline.declaredStates().stream())
                .toList();
        StateChanges changes = new StateChanges(declared, store.schemas());
        changes.checkReadable();
        for (StateChanges.Change change : changes.changes()) {
            if (change.drops()) {
                log.warn("{}", change.text());
            } else {
                log.info("{}", change.text());
            }
        }
        store.register(changes.texts());
    }
}
