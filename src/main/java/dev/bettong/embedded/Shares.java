package dev.bettong.embedded;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.store.Lane;
import dev.bettong.worker.DeadLetterCollector;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes every worker's share of a checkpoint at the cut. What has failed is left out: its state stays as it was at the
 * last cut before, and its journal too, so that a restart begins there.
 */
final class Shares {

    private final List<EmbeddedPipeline> pipelines;
    private final List<JournaledLane> lanes;
    private final Clock clock;

    Shares(List<EmbeddedPipeline> pipelines, List<JournaledLane> lanes, Clock clock) {
        this.pipelines = pipelines;
        this.lanes = lanes;
        this.clock = clock;
    }

    /** Names of the pipelines that have failed. */
    Set<String> failed() {
        return pipelines.stream()
                .filter(EmbeddedPipeline::failed)
                .map(EmbeddedPipeline::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The share of a worker; called on its event loop, at the common point of all workers.
     *
     * @param failed names of the pipelines that had failed when the first worker was there
     */
    Share take(Worker worker, Set<String> failed) {
        Set<String> failedStates = new HashSet<>();
        List<UnsentOutputs> outputs = new ArrayList<>();
        for (EmbeddedPipeline pipeline : pipelines) {
            if (failed.contains(pipeline.name())) {
                failedStates.addAll(pipeline.states());
            }
            outputs.addAll(pipeline.sinks().unsent(worker));
        }
        Map<Lane, Long> positions = new HashMap<>();
        long from = clock.millis();
        for (JournaledLane lane : lanes) {
            if (lane.worker() == worker && !failed.contains(lane.lane().pipeline())) {
                positions.put(lane.lane(), lane.receiver().handled());
                from = Math.min(from, lane.receiver().unhandledSinceMillis());
            }
        }
        worker.entities().cut(state -> !failedStates.contains(state));
        List<DeadLetter> letters = new ArrayList<>();
        Map<String, Long> dropped = new HashMap<>();
        for (EmbeddedPipeline pipeline : pipelines) {
            DeadLetterCollector.Collected collected =
                    pipeline.tasks().get(worker.index()).deadLetters().take();
            if (!failed.contains(pipeline.name())) {
                collected.letters().forEach(draft -> letters.add(draft.letter(0)));
                dropped.put(pipeline.name(), collected.dropped());
            }
        }
        return new Share(positions, outputs, letters, dropped, from);
    }
}
