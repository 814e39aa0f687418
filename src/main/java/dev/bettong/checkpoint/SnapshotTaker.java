package dev.bettong.checkpoint;

import dev.bettong.input.JournaledPartition;
import dev.bettong.journal.JournalPartition;
import dev.bettong.runtime.DeadLetter;
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
import java.util.stream.Stream;

/**
 * Takes the snapshot of each worker at the cut. Pipelines that have failed, or still recover, are left out: their state and
 * their journal stay as they were at the cut before, so that a restart begins there.
 */
final class SnapshotTaker {

    private final List<DurablePipeline> pipelines;
    private final List<List<DurablePipeline>> sharing; // the groups that share state
    private final List<JournaledPartition> partitions;
    private final Clock clock;

    SnapshotTaker(List<DurablePipeline> pipelines, List<JournaledPartition> partitions, Clock clock) {
        this.pipelines = pipelines;
        this.sharing = new StateSharing(pipelines).groups();
        this.partitions = partitions;
        this.clock = clock;
    }

    /**
     * Names of the pipelines that a checkpoint leaves out.
     *
     * @param failed have failed, or share state with one that has: that of a drained one is not saved either
     * @param unrecovered have not recovered, and perhaps failed before they could
     */
    record LeftOut(Set<String> failed, Set<String> unrecovered) {

        boolean has(String pipeline) {
            return failed.contains(pipeline) || unrecovered.contains(pipeline);
        }

        Set<String> all() {
            return Stream.concat(failed.stream(), unrecovered.stream()).collect(Collectors.toUnmodifiableSet());
        }

        /** Whether a later checkpoint may have the pipeline: its dead letters must be kept until then. */
        boolean mayJoin(String pipeline) {
            return unrecovered.contains(pipeline) && !failed.contains(pipeline);
        }
    }

    /** The pipelines that a checkpoint that is cut now leaves out. */
    LeftOut leftOut() {
        return new LeftOut(ofGroups(DurablePipeline::failed), ofGroups(pipeline -> !pipeline.hasRecovered()));
    }

    /** Names of all pipelines of the groups in which one is {@code wanted}. */
    private Set<String> ofGroups(Predicate<DurablePipeline> wanted) {
        return sharing.stream()
                .filter(group -> group.stream().anyMatch(wanted))
                .flatMap(List::stream)
                .map(DurablePipeline::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The snapshot of a worker; called on its event loop, when it passes the barrier.
     *
     * @param leftOut as it was when the first worker passed
     */
    WorkerSnapshot take(Worker worker, LeftOut leftOut) {
        Set<String> statesLeftOut = new HashSet<>();
        Set<String> statesOfFailed = new HashSet<>();
        List<UnsentOutputs> outputs = new ArrayList<>();
        for (DurablePipeline pipeline : pipelines) {
            if (leftOut.has(pipeline.name())) {
                statesLeftOut.addAll(pipeline.states());
            }
            if (leftOut.failed().contains(pipeline.name())) {
                statesOfFailed.addAll(pipeline.states());
            }
            if (!leftOut.has(pipeline.name())) { // or those of the checkpoint before are kept
                outputs.addAll(pipeline.unsent(worker));
            }
        }
        Map<JournalPartition, Long> positions = new HashMap<>();
        long from = clock.millis();
        for (JournaledPartition each : partitions) {
            if (each.worker() == worker && !leftOut.has(each.partition().pipeline())) {
                positions.put(each.partition(), each.receiver().handled());
                from = Math.min(from, each.receiver().unhandledSinceMillis());
            }
        }
        pipelines.stream().filter(pipeline -> !leftOut.has(pipeline.name())).forEach(pipeline -> pipeline.cut(worker));
        worker.entities().forget(statesOfFailed);
        worker.entities().cut(state -> !statesLeftOut.contains(state));
        List<DeadLetter> letters = new ArrayList<>();
        Map<String, Long> dropped = new HashMap<>();
        for (DurablePipeline pipeline : pipelines) {
            if (leftOut.mayJoin(pipeline.name())) {
                continue; // its letters wait for the checkpoint that has its positions
            }
            DeadLetterCollector.Collected collected =
                    pipeline.deadLetters(worker).take();
            if (!leftOut.failed().contains(pipeline.name())) {
                letters.addAll(collected.letters());
                dropped.put(pipeline.name(), collected.dropped());
            }
        }
        return new WorkerSnapshot(positions, outputs, letters, dropped, from);
    }
}
