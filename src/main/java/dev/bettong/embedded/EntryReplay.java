package dev.bettong.embedded;

import dev.bettong.chain.EntryPoints;
import dev.bettong.input.Records;
import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalPartition;
import dev.bettong.journal.JournalRecord;
import dev.bettong.runtime.StreamOwner;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Hands entries of the journal to the workers of today. Used on the store thread. */
final class EntryReplay {

    private final List<Worker> workers;
    private final List<Task> tasks; // by worker
    private final EntryPoints entryPoints;
    private final List<ReplayLane> lanes; // by worker

    EntryReplay(List<Worker> workers, List<Task> tasks, EntryPoints entryPoints) {
        this.workers = workers;
        this.tasks = tasks;
        this.entryPoints = entryPoints;
        this.lanes = workers.stream()
                .map(worker -> new ReplayLane(worker, tasks.get(worker.index()).time()))
                .toList();
    }

    /**
     * Replays an entry on the worker that now has its partition. A tick goes to all workers: if their number has changed since,
     * any of them may have the timers that fired with it.
     *
     * @param source index of the source that read it
     * @param done runs when the entry has been handled
     */
    void replay(JournalPartition partition, int source, JournalEntry entry, Runnable done) {
        if (entry.records().getFirst() instanceof JournalRecord.Tick) {
            AtomicInteger left = new AtomicInteger(workers.size());
            for (int worker = 0; worker < workers.size(); worker++) {
                replayOn(worker, partition, source, entry, () -> {
                    if (left.decrementAndGet() == 0) {
                        done.run();
                    }
                });
            }
        } else {
            AtomicInteger left = new AtomicInteger(2);
            Runnable one = () -> {
                if (left.decrementAndGet() == 0) {
                    done.run();
                }
            };
            replayOn(workerOf(partition, entry), partition, source, entry, one);
            replayPosition(source, entry, one);
        }
    }

    /** Of a stream, one worker alone knows how far it has come, whichever has replayed its reads. */
    private void replayPosition(int source, JournalEntry entry, Runnable done) {
        for (JournalRecord each : entry.records()) {
            if (each instanceof JournalRecord.Position position) {
                int owner = StreamOwner.of(position.stream(), workers.size());
                lanes.get(owner)
                        .add(
                                () -> tasks.get(owner)
                                        .positions()
                                        .reached(source, position.stream(), position.position()),
                                done);
                return; // an entry has one at most
            }
        }
        done.run();
    }

    private void replayOn(int worker, JournalPartition partition, int source, JournalEntry entry, Runnable done) {
        Task task = tasks.get(worker);
        lanes.get(worker).add(() -> Records.replay(entry, partition.worker(), source, task), done);
    }

    /** A re-driven event enters on the worker that owns its partition now. */
    private int workerOf(JournalPartition partition, JournalEntry entry) {
        if (entry.records().getLast() instanceof JournalRecord.Reentry reentry) {
            int keyed = entryPoints.partitionOf(reentry.event());
            if (keyed >= 0) {
                return Task.owner(keyed, workers.size());
            }
        }
        return partition.worker() % workers.size();
    }
}
