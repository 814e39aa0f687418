package dev.bettong.checkpoint;

import dev.bettong.pipeline.State;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.store.Store;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the states of the pipelines in the store, and logs how they differ from those that are there. */
public final class StateRegistry {

    private static final Logger log = LoggerFactory.getLogger(StateRegistry.class);

    private final Store store;

    StateRegistry(Store store) {
        this.store = store;
    }

    /**
     * Registers the states of the pipelines.
     *
     * @throws RuntimeStartException if the declared type of a state cannot read it; then nothing has changed
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
