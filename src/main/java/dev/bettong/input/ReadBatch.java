package dev.bettong.input;

import dev.bettong.journal.JournalRecord;
import dev.bettong.store.JournalWriter;
import dev.bettong.time.StreamId;
import dev.bettong.worker.ArrivalTime;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The frames of one read of a connection, on their way through the journal to the task. Owned by one worker. */
final class ReadBatch {

    static final long NO_STREAM = -1;

    final List<byte[]> frames = new ArrayList<>();

    /** The record after the frames: bytes that are no frame, or what is re-driven. */
    @Nullable
    JournalRecord last;

    /** How far a stream has come behind the frames. */
    JournalRecord.@Nullable Position reached;

    /** Runs when it is on the disk. */
    @Nullable
    Runnable whenDurable;

    @Nullable
    Redriven redriven;

    long bytes;

    /** Index of the source that has read it. */
    int source;

    /** When it was read, by {@link System#nanoTime()}. */
    long readAt;

    /** When it was read, in milliseconds since 1970. */
    long readAtMillis;

    /** Number of the connection, of pipelines whose events bring their time with them; {@link #NO_STREAM} otherwise. */
    long stream = NO_STREAM;

    /** The time of its events, in milliseconds since 1970; {@link ArrivalTime#NONE} if they need none. */
    long arrivedAt = ArrivalTime.NONE;

    /** Where it is in the journal, once it is there. */
    long position;

    /**
     * Marks a batch that comes from a dead letter, not from a connection.
     *
     * @param done completes with whether the letter was still there, once the record is in the journal
     */
    record Redriven(long deadLetter, CompletableFuture<Boolean> done) {}

    void add(byte[] frame) {
        frames.add(frame);
        bytes += frame.length;
    }

    /** Whether it only says that time has passed. */
    boolean isTick() {
        return last instanceof JournalRecord.Tick;
    }

    /** Whether it has events, whose time is when it has arrived if they have no other one. */
    private boolean arrives() {
        return arrivedAt != ArrivalTime.NONE && !isTick() && !(last instanceof JournalRecord.OfStream);
    }

    void writeTo(JournalWriter writer) {
        if (arrives()) {
            writer.add(new JournalRecord.Arrival(arrivedAt));
        }
        if (stream != NO_STREAM) {
            writer.add(new JournalRecord.Stream(stream));
        }
        if (reached != null) {
            writer.add(reached);
        }
        for (byte[] frame : frames) {
            writer.frame(frame);
        }
        if (last != null) {
            writer.add(last);
        }
    }

    /** Has the task handle it, which has begun to. */
    void handOn(Task task) {
        if (arrives()) {
            task.arrival().begin(arrivedAt);
        }
        TaskTime time = task.time();
        if (stream != NO_STREAM && time != null) {
            time.read(new StreamId(task.worker(), source, stream));
        }
        if (reached != null) {
            Records.handle(reached, task.worker(), source, task);
        }
        for (byte[] frame : frames) {
            task.frame(frame);
        }
        if (last != null) {
            Records.handle(last, task.worker(), source, task);
        }
    }

    boolean empty() {
        return frames.isEmpty() && last == null;
    }

    void clear() {
        frames.clear();
        last = null;
        reached = null;
        whenDurable = null;
        stream = NO_STREAM;
        bytes = 0;
    }
}
