package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.store.Store;
import dev.bettong.worker.Worker;
import java.util.List;

/**
 * One pipeline's input on one worker, with what accepts it there.
 *
 * @param sources names of the sources of the pipeline
 */
record JournaledPartition(JournalPartition partition, List<String> sources, Worker worker, JournaledReceiver receiver) {

    /** Before any frame comes: what is read goes to the journal of a store. */
    void open(Store store) {
        receiver.open(
                store.journal(partition),
                sources.stream().mapToInt(store::sourceId).toArray());
    }

    /** Any thread: entries up to a position are on the disk. */
    void synced(long position) {
        worker.loop().execute(() -> receiver.synced(position));
    }
}
