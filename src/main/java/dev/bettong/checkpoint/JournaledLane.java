package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.worker.Worker;

/** One pipeline's input on one worker, with who accepts it there. */
record JournaledLane(JournalPartition lane, Worker worker, JournaledReceiver receiver) {

    /** Any thread: entries up to a position are on the disk. */
    void synced(long position) {
        worker.loop().execute(() -> receiver.synced(position));
    }
}
