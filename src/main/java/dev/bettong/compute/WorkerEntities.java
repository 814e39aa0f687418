package dev.bettong.compute;

import dev.bettong.pipeline.State;
import java.util.HashMap;
import java.util.Map;

/** The entities of all states on one worker: pipelines that name the same state find the same entities. */
public final class WorkerEntities {

    private final Map<String, Entities> byState = new HashMap<>();

    Entities of(State<?> state, Partitioning partitioning) {
        return byState.computeIfAbsent(state.name(), name -> Entities.of(state, partitioning));
    }
}
