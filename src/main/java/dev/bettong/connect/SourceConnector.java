package dev.bettong.connect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A kind of source: a bean adds it. A source {@code orders} of the kind {@code spool} has its properties under {@code
 * bettong.sources.orders.spool}, and its pipeline begins at {@code Source.of("orders", "spool", decoder)}.
 *
 * <p>Its code is plain and may block: each source has a virtual thread of its own, and no other calls it. Back-pressure, pauses
 * between attempts, the positions of its streams, metrics and status are not its concern.
 */
public interface SourceConnector {

    /** Name of the kind, which is that of the section in the configuration: lower case letters, digits and dashes. */
    String kind();

    /**
     * Begins to read.
     *
     * @param after how far each stream has come, as {@link Message#position} says it: what is behind that has not been read. A
     *     stream that is missing begins anew
     * @throws IllegalArgumentException if a property is wrong: the application does not start, if this comes within two seconds
     * @throws Exception for any other trouble: it is logged and tried again, with pauses
     */
    Reader open(Opening opening, Map<String, byte[]> after) throws Exception;

    /** Reads one source. What it throws is logged; it is closed then, and the source opened again where it was. */
    @SuppressWarnings("try") // it may be interrupted
    interface Reader extends AutoCloseable {

        /**
         * Waits for messages. Called while there is room for them, and so not at all while the pipeline pauses.
         *
         * @param longest how long to wait if there are none; an interrupt ends the wait sooner
         * @return those of a stream in their order, and none if there are none yet; {@code null} if there will be no more, ever
         */
        @Nullable
        List<Message> poll(Duration longest) throws Exception;

        /**
         * What was read is safe: with a data directory, it is in the journal on the disk; without one, it has been handled. Called
         * between two polls, for those who have to say so to the other side.
         *
         * @param upTo streams that have come further since the last call, and how far
         */
        default void durable(Map<String, byte[]> upTo) throws Exception {}

        /** Also called behind what another method has thrown. */
        @Override
        void close() throws Exception;
    }

    /**
     * What becomes one event.
     *
     * @param stream what keeps its own order and has a position: a file, say, or a partition
     * @param position how far the stream has come behind this message. Bettong stores it together with the message, and gives it
     *     back to {@link #open} as it is. One that cannot go back may give anything
     * @param payload bytes for the decoder, which may change them
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(String stream, byte[] position, byte[] payload) {}
}
