package dev.bettong.connect;

import java.util.List;

/**
 * A kind of sink that gets each output exactly once: it keeps outputs and the number of the last of them together. A transaction
 * of a database does, or a file that is renamed once it is complete. Needs a data directory.
 *
 * <p>Outputs are numbered and saved with a checkpoint, and come when it is safe: that is about as much later as checkpoints are
 * apart, and no crash can take an output back that the other side has.
 */
public interface NumberedSinkConnector extends SinkConnector {

    @Override
    NumberedWriter open(Opening opening) throws Exception;

    /** Writes to one sink. */
    @SuppressWarnings("try") // it may be interrupted
    interface NumberedWriter extends Writer {

        /**
         * The number of the last output that is there, together with all before it; -1 if there is none. What an earlier writer of
         * this sink still writes after this call must not be taken.
         */
        long last() throws Exception;

        /**
         * Makes some outputs durable and with them the number of the last one, or nothing of it.
         *
         * @param first number of the first one: the last number there, plus 1; the others follow without a gap
         * @param outputs in the order of each worker; not to be changed
         * @throws Exception if it is not sure that all of them are there: {@link #last()} of another writer decides
         */
        void write(long first, List<byte[]> outputs) throws Exception;

        /** Not called. */
        @Override
        default void write(List<byte[]> outputs) {
            throw new UnsupportedOperationException("outputs come with their numbers");
        }
    }
}
