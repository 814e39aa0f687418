package dev.bettong.input;

import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalRecord;
import dev.bettong.worker.Task;

/**
 * Handles again what a task had been given before a crash. Used on the task's worker.
 *
 * @param source index of the source that had read it
 */
public record Replay(Task task, int source) {

    public void handle(JournalEntry entry) {
        task.begin(source, System.nanoTime(), entry.timeMillis());
        for (JournalRecord record : entry.records()) {
            switch (record) {
                case JournalRecord.Frame frame -> task.frame(frame.payload());
                case JournalRecord.Reentry reentry -> task.reenter(reentry.event(), reentry.frame());
                case JournalRecord.Rejected rejected ->
                    task.rejected(rejected.reason(), rejected.detail(), rejected.bytes());
            }
        }
        task.flush();
    }
}
