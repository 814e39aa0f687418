package dev.bettong.source;

import dev.bettong.runtime.FailureReason;

/** Takes what a source reads, on the event loop that read it. */
public interface FrameReceiver {

    /** Some bytes were read at {@code now}, by {@link System#nanoTime()}; their frames follow. */
    void begin(long now);

    /** A whole frame; {@code payload} is the receiver's to keep. */
    void frame(byte[] payload);

    /** That was all that the bytes held. */
    void end();

    /**
     * A connection sent what is no frame, and is about to be closed.
     *
     * @param detail what was wrong, without any of the bytes
     * @param bytes the first of the bytes; the receiver's to keep
     */
    void rejected(FailureReason reason, String detail, byte[] bytes);

    /** Whether reading may go on; {@code false} stops the connection until {@link TcpSource#readingChanged()}. */
    boolean mayRead();
}
