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
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes every worker's share of a checkpoint at the cut. Pipelines that have failed, or still recover, are left out: their
 * state stays as it was at the last cut before, and their journal too, so that a restart begins there.
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

    /**
     * Names of the pipelines that a checkpoint leaves out.
     *
     * @param failed have failed
     * @param unrecovered have not recovered, and perhaps failed before they could
     */
    record LeftOut(Set<String> failed, Set<String> unrecovered) {

        boolean has(String pipeline) {
            return failed.contains(pipeline) || unrecovered.contains(pipeline);
        }

        /** Whether a later checkpoint may have it: what it has made until then must be there. */
        boolean mayJoin(String pipeline) {
            return unrecovered.contains(pipeline) && !failed.contains(pipeline);
        }
    }

    /** The pipelines that a checkpoint leaves out, as it is now. */
    LeftOut leftOut() {
        return new LeftOut(names(EmbeddedPipeline::failed), names(pipeline -> !pipeline.hasRecovered()));
    }

    private Set<String> names(Predicate<EmbeddedPipeline> wanted) {
        return pipelines.stream().filter(wanted).map(EmbeddedPipeline::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The share of a worker; called on its event loop, at the common point of all workers.
     *
     * @param leftOut as it was when the first worker was there
     */
    Share take(Worker worker, LeftOut leftOut) {
        Set<String> statesLeftOut = new HashSet<>();
        List<UnsentOutputs> outputs = new ArrayList<>();
        for (EmbeddedPipeline pipeline : pipelines) {
            if (leftOut.has(pipeline.name())) {
                statesLeftOut.addAll(pipeline.states());
            }
            if (!leftOut.unrecovered().contains(pipeline.name())) { // or those of the checkpoint before are kept
                outputs.addAll(pipeline.sinks().unsent(worker));
            }
        }
        Map<Lane, Long> positions = new HashMap<>();
        long from = clock.millis();
        for (JournaledLane lane : lanes) {
            if (lane.worker() == worker && !leftOut.has(lane.lane().pipeline())) {
                positions.put(lane.lane(), lane.receiver().handled());
                from = Math.min(from, lane.receiver().unhandledSinceMillis());
            }
        }
        DeadLetterCollector.Collected collected = worker.deadLetters().take(pipeline -> !leftOut.mayJoin(pipeline));
        List<DeadLetter> letters = collected.letters().stream()
                .filter(draft -> !leftOut.failed().contains(draft.pipeline()))
                .map(draft -> draft.letter(0))
                .toList();
        worker.entities().cut(state -> !statesLeftOut.contains(state));
        return new Share(positions, outputs, letters, collected.dropped(), from);
    }
}
