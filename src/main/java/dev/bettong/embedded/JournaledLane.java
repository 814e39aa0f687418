package dev.bettong.embedded;

import dev.bettong.store.Lane;
import dev.bettong.worker.Worker;

/** One pipeline's input on one worker, with who accepts it there. */
record JournaledLane(Lane lane, Worker worker, JournaledReceiver receiver) {

    /** Any thread: entries up to a position are on the disk. */
    void synced(long position) {
        worker.loop().execute(() -> receiver.synced(position));
    }
}
