package dev.bettong.source;

import java.util.Map;

/** Takes what a source reads that may go back to where its streams were, or has to say what is safe. */
public interface StreamReceiver extends FrameReceiver {

    /**
     * The source can go back to where a stream was, and gives the position behind the frames of this read; before {@link #end()}.
     * It is kept together with them.
     *
     * @param stream unique in the source, also in later runs
     */
    void position(String stream, byte[] position);

    /**
     * Before {@link #end()}: runs an action, on the event loop, once this read is safe: with a journal, when it is on the disk;
     * without one, when it has been handled.
     */
    void whenDurable(Runnable action);

    /** How far the streams have come of which this event loop had the last read, also in earlier runs. */
    Map<String, byte[]> positions();
}
