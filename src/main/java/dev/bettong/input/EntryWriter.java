package dev.bettong.input;

import dev.bettong.store.JournalWriter;
import dev.bettong.store.StoreException;
import dev.bettong.worker.ArrivalTime;
import java.time.Clock;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Writes what is read to the journal of one partition. Owned by the worker. */
final class EntryWriter {

    private final ArrivalTime arrival;
    private final JournaledReceiver.Journaling journaling;
    private final Clock clock;
    private int[] sourceIds = {}; // by source; from the moment at which the store is open
    private @Nullable JournalWriter journal; // likewise

    /** Position of the last entry; written by the worker, read by the thread that syncs. */
    private volatile long written;

    EntryWriter(ArrivalTime arrival, JournaledReceiver.Journaling journaling, Clock clock) {
        this.arrival = arrival;
        this.journaling = journaling;
        this.clock = clock;
    }

    /**
     * Before any frame comes: where to write them.
     *
     * @param ids those of the sources in the journal
     */
    void open(JournalWriter writer, int... ids) {
        journal = writer;
        sourceIds = ids;
        written = writer.position();
    }

    /** Any thread: position of the last entry. */
    long written() {
        return written;
    }

    /** Writes a read, as the next entry; returns false if the disk cannot be written: the read has to wait. */
    boolean write(ReadBatch next) {
        JournalWriter writer = opened();
        if (!journaling.disk().usable()) {
            return false;
        }
        writer.clear(); // an attempt that failed may have left frames
        next.readAtMillis = clock.millis();
        next.arrivedAt = arrival.next();
        next.writeTo(writer);
        try {
            append(next, writer);
        } catch (StoreException e) {
            writer.clear();
            journaling.disk().failed(e);
            return false;
        }
        written = next.position;
        journaling.sync().wanted();
        return true;
    }

    private void append(ReadBatch next, JournalWriter writer) {
        int source = sourceIds[next.source];
        ReadBatch.Redriven redriven = next.redriven;
        if (redriven == null) {
            next.position = writer.append(source, next.readAtMillis);
            return;
        }
        try {
            next.position = writer.append(source, next.readAtMillis, redriven.deadLetter());
            redriven.done().complete(true);
        } catch (NoSuchElementException gone) {
            writer.clear();
            next.last = null;
            next.position = writer.position();
            redriven.done().complete(false);
        }
    }

    private JournalWriter opened() {
        if (journal == null) {
            throw new IllegalStateException("frames came before the journal was open");
        }
        return journal;
    }
}
