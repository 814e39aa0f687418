package dev.bettong.input;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalRecord;
import dev.bettong.time.StreamId;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import java.util.function.Consumer;

/** Hands journal records to a task, on its worker. */
public final class Records {

    private Records() {}

    /**
     * Replays an entry, but for how far its stream has come.
     *
     * @param lane worker that has read it, in the run that has
     * @param source index of the source that read it
     */
    public static void replay(JournalEntry entry, int lane, int source, Task task) {
        task.begin(source, System.nanoTime(), entry.timeMillis());
        for (JournalRecord each : entry.records()) {
            if (!(each instanceof JournalRecord.Position)) {
                handle(each, lane, source, task);
            }
        }
        task.flush();
    }

    /** Handles a record of the read that the task has begun. */
    static void handle(JournalRecord any, int lane, int source, Task task) {
        switch (any) {
            case JournalRecord.Frame frame -> task.frame(frame.payload());
            case JournalRecord.Rejected rejected ->
                task.rejected(rejected.reason(), rejected.detail(), rejected.bytes());
            case JournalRecord.Tick tick -> task.tick(tick.millis());
            case JournalRecord.Arrival arrival -> task.arrival().begin(arrival.millis());
            case JournalRecord.Stream stream ->
                inTime(task, time -> time.read(new StreamId(lane, source, stream.number())));
            case JournalRecord.StreamIdle stream ->
                inTime(task, time -> time.idle(new StreamId(lane, source, stream.number())));
            case JournalRecord.StreamClosed stream ->
                inTime(task, time -> time.closed(new StreamId(lane, source, stream.number())));
            case JournalRecord.StreamsEnded ended -> {} // nothing to replay
            case JournalRecord.Position position ->
                task.positions().reached(source, position.stream(), position.position());
            case JournalRecord.Reentry reentry -> task.reenter(reentry.event(), reentry.frame());
        }
    }

    /** Of entries that were written when the events had no time of their own yet, or that have lost it since, nothing is left. */
    private static void inTime(Task task, Consumer<TaskTime> action) {
        if (task.time() != null) {
            action.accept(task.time());
        }
    }

    /** Approximate bytes of a record in memory. */
    static long weight(JournalRecord any) {
        return switch (any) {
            case JournalRecord.Frame frame -> frame.payload().length;
            case JournalRecord.Rejected rejected -> rejected.bytes().length;
            case JournalRecord.Tick tick -> Long.BYTES;
            case JournalRecord.Arrival arrival -> Long.BYTES;
            case JournalRecord.Stream stream -> Long.BYTES;
            case JournalRecord.StreamIdle stream -> Long.BYTES;
            case JournalRecord.StreamClosed stream -> Long.BYTES;
            case JournalRecord.StreamsEnded ended -> Long.BYTES;
            case JournalRecord.Position position -> position.position().length;
            case JournalRecord.Reentry reentry ->
                reentry.frame().length + reentry.event().weight();
        };
    }
}
