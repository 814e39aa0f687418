package dev.bettong.source;

import dev.bettong.runtime.FailureReason;

/**
 * Takes what a source reads, on the event loop that read it: {@link #begin}, each {@link #frame}, {@link #rejected} if
 * what follows is none, {@link #end}.
 */
public interface FrameReceiver {

    /**
     * Some bytes were read, or given up; their frames follow.
     *
     * @param now when, by {@link System#nanoTime()}
     * @param connection its number, unique on the event loop
     */
    void begin(long now, long connection);

    /** A whole frame; {@code payload} is the receiver's to keep. */
    void frame(byte[] payload);

    /** That was all that the bytes held. From here on {@link #mayRead()} may say otherwise than before. */
    void end();

    /**
     * A connection sent what is no frame, and is about to be closed.
     *
     * @param detail what was wrong, without any of the bytes
     * @param bytes the beginning of what is no frame, its header first, at most 1 KB; the receiver's to keep
     */
    void rejected(FailureReason reason, String detail, byte[] bytes);

    /** A connection that has sent something has ended, and not because the source closes. */
    void closed(long connection);

    /** Whether reading may continue; {@code false} stops the connection until {@link TcpSource#readingChanged()}. */
    boolean mayRead();

    /**
     * Whether it can handle anything right now; {@code false} puts off everything until {@link TcpSource#resume}. Asked
     * before each read is handled, so that a receiver that has to stand still does so at once.
     */
    boolean mayHandle();
}
