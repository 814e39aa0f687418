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

    /** The share of a worker; called on its event loop, while all workers stand still. */
    Share take(Worker worker) {
        Set<String> failed = new HashSet<>();
        Set<String> failedStates = new HashSet<>();
        List<UnsentOutputs> outputs = new ArrayList<>();
        for (EmbeddedPipeline pipeline : pipelines) {
            if (pipeline.failed()) {
                failed.add(pipeline.name());
                failedStates.addAll(pipeline.states());
            }
            outputs.addAll(pipeline.unsent(worker));
        }
        Map<Lane, Long> positions = new HashMap<>();
        long from = clock.millis();
        for (JournaledLane lane : lanes) {
            if (lane.worker() == worker && !failed.contains(lane.lane().pipeline())) {
                positions.put(lane.lane(), lane.receiver().handled());
                from = Math.min(from, lane.receiver().unhandledSinceMillis());
            }
        }
        DeadLetterCollector.Collected collected = worker.deadLetters().take();
        List<DeadLetter> letters = collected.letters().stream()
                .filter(draft -> !failed.contains(draft.pipeline()))
                .map(draft -> draft.letter(0))
                .toList();
        worker.entities().cut(state -> !failedStates.contains(state));
        return new Share(Set.copyOf(failed), positions, outputs, letters, collected.dropped(), from);
    }
}
