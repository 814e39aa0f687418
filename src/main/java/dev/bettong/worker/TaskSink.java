package dev.bettong.worker;

/** Where a task writes the messages for one sink. Called by the task's worker only. */
public interface TaskSink {

    /**
     * Takes one encoded message.
     *
     * @param readAt when the bytes that led to it were read, by {@link System#nanoTime()}
     */
    void write(byte[] message, long readAt);

    /** Sends what was written, as far as the other side takes it. */
    void flush();
}
