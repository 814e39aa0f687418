package dev.bettong.check;

import dev.bettong.checkpoint.DurabilitySettings;
import dev.bettong.checkpoint.StateChanges;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.StepStates;
import dev.bettong.store.StoreException;
import dev.bettong.store.StoreView;
import java.nio.file.Path;
import java.util.List;

/** Describes what a start would do with the states in the data directory. Writes nothing there. */
final class StoredStatesReport {

    private StoredStatesReport() {}

    /**
     * A line for each state, or nothing if there is no store.
     *
     * @throws RuntimeStartException if a start would refuse the data directory
     */
    static String of(CheckedGraph graph) {
        DurabilitySettings durable = graph.settings().durability();
        if (durable == null || !StoreView.isIn(durable.store().directory())) {
            return "";
        }
        Path directory = durable.store().directory();
        StringBuilder text = new StringBuilder("states at the next start%n".formatted());
        try (StoreView store = StoreView.open(directory)) {
            StateChanges changes = new StateChanges(states(graph), store.schemas());
            changes.checkReadable();
            changes.lines().forEach(line -> text.append("  %s%n".formatted(line)));
        } catch (StoreException e) {
            throw new RuntimeStartException(String.valueOf(e.getMessage()), e.action(), e);
        }
        if (StoreView.inUse(directory)) {
            text.append("  A service uses the data directory now; this is what it held a moment ago%n".formatted());
        }
        return text.append("%n".formatted()).toString();
    }

    private static List<State<?>> states(CheckedGraph graph) {
        return graph.pipelines().stream()
                .<State<?>>flatMap(pipeline -> StepStates.of(pipeline).stream())
                .toList();
    }
}
