package dev.bettong.input;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalRecord;
import dev.bettong.worker.Task;

/** Hands journal records to a task, on its worker. */
public final class Records {

    private Records() {}

    /**
     * Replays an entry.
     *
     * @param source index of the source that read it
     */
    public static void replay(JournalEntry entry, int source, Task task) {
        task.begin(source, System.nanoTime(), entry.timeMillis());
        entry.records().forEach(each -> handle(each, task));
        task.flush();
    }

    /** Handles a record of the read that the task has begun. */
    static void handle(JournalRecord any, Task task) {
        switch (any) {
            case JournalRecord.Frame frame -> task.frame(frame.payload());
            case JournalRecord.Rejected rejected ->
                task.rejected(rejected.reason(), rejected.detail(), rejected.bytes());
            case JournalRecord.Tick tick -> task.tick(tick.millis());
            case JournalRecord.Arrival arrival -> task.arrival().begin(arrival.millis());
            case JournalRecord.Reentry reentry -> task.reenter(reentry.event(), reentry.frame());
        }
    }

    /** Approximate bytes of a record in memory. */
    static long weight(JournalRecord any) {
        return switch (any) {
            case JournalRecord.Frame frame -> frame.payload().length;
            case JournalRecord.Rejected rejected -> rejected.bytes().length;
            case JournalRecord.Tick tick -> Long.BYTES;
            case JournalRecord.Arrival arrival -> Long.BYTES;
            case JournalRecord.Reentry reentry ->
                reentry.frame().length + reentry.event().weight();
        };
    }
}
