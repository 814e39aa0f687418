package dev.bettong.checkpoint;

import dev.bettong.store.Store;
import dev.bettong.store.StoreException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Saves the pauses of operators, which take effect before they are saved. Always saves the current pause, so that changes
 * cannot overtake each other. Used on the store thread, except {@link #changed}.
 */
final class PauseStorage {

    private final Store store;
    private final List<DurablePipeline> pipelines;
    private final Set<DurablePipeline> unsaved = ConcurrentHashMap.newKeySet(); // added by any thread

    PauseStorage(Store store, List<DurablePipeline> pipelines) {
        this.store = store;
        this.pipelines = pipelines;
    }

    /** Before anything runs: pauses the pipelines that were paused when the previous run ended. */
    void restore() {
        pipelines.forEach(pipeline -> pipeline.pauseSwitch().set(store.pauses().get(pipeline.name())));
    }

    /** Any thread: the pause of a pipeline has begun or ended. */
    void changed(DurablePipeline pipeline) {
        unsaved.add(pipeline);
    }

    /**
     * Saves what has changed.
     *
     * @throws StoreException if it cannot be written; it stays to be saved
     */
    void save() {
        for (DurablePipeline pipeline : List.copyOf(unsaved)) {
            unsaved.remove(pipeline); // first: a change from here on is saved once more
            boolean saved = false;
            try {
                store.pause(pipeline.name(), pipeline.pauseSwitch().pause());
                saved = true;
            } finally {
                if (!saved) {
                    unsaved.add(pipeline);
                }
            }
        }
    }
}
