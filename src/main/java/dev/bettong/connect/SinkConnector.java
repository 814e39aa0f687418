package dev.bettong.connect;

import java.util.List;

/**
 * A kind of sink: a bean adds it. A sink {@code rows} of the kind {@code table} has its properties under {@code
 * bettong.sinks.rows.table}, and a pipeline writes to {@code Sink.of("rows", "table", encoder)}.
 *
 * <p>Its code is plain and may block: each sink of a pipeline has a virtual thread of its own, and no other calls it.
 * Back-pressure, pauses between attempts, what has to wait, metrics and status are not its concern.
 */
public interface SinkConnector {

    /** Name of the kind, which is that of the section in the configuration: lower case letters, digits and dashes. */
    String kind();

    /**
     * Begins to write.
     *
     * @throws Exception if that is not possible, also since a property is wrong: it is logged and tried again, with pauses, and the
     *     pipeline is {@code DEGRADED} meanwhile
     */
    Writer open(Opening opening) throws Exception;

    /** Writes to one sink. What it throws is logged; it is closed then, and the sink opened again. */
    @SuppressWarnings("try") // it may be interrupted
    interface Writer extends AutoCloseable {

        /**
         * Writes some outputs, each at least once: those of a call that has thrown come again, and so do those that were written
         * since the last checkpoint when a process has crashed.
         *
         * @param outputs in the order of each worker; not to be changed
         * @throws Exception if it is not sure that all of them are safe on the other side
         */
        void write(List<byte[]> outputs) throws Exception;

        /** Also called behind what {@link #write} has thrown. */
        @Override
        void close() throws Exception;
    }
}
