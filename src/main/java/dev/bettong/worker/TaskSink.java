package dev.bettong.worker;

/** Where a task writes the messages for one sink. Called by the task's worker only. */
public interface TaskSink {

    /** Takes one encoded message. */
    void write(byte[] message);

    /** Sends what was written, as far as the other side takes it. */
    void flush();
}
