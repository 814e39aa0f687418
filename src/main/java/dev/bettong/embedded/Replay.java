package dev.bettong.embedded;

import dev.bettong.store.JournalEntry;
import dev.bettong.store.JournalRecord;
import dev.bettong.worker.Task;

/** Handles again what a task had been given before a crash. Used on the task's worker. */
record Replay(Task task) {

    void handle(JournalEntry entry) {
        task.begin(System.nanoTime(), entry.timeMillis());
        for (JournalRecord record : entry.records()) {
            switch (record) {
                case JournalRecord.Frame frame -> task.frame(frame.payload());
                case JournalRecord.Rejected rejected ->
                    task.rejected(rejected.reason(), rejected.detail(), rejected.bytes());
            }
        }
        task.flush();
    }
}
