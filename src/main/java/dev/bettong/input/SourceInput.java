package dev.bettong.input;

import dev.bettong.journal.JournalRecord;
import dev.bettong.runtime.FailureReason;
import dev.bettong.source.StreamReceiver;
import java.util.Map;

/**
 * Takes the reads of one source for a pipeline on a worker. A read is complete before that of any source begins.
 *
 * @param source index of the source in its pipeline
 */
record SourceInput(JournaledReceiver receiver, int source) implements StreamReceiver {

    @Override
    public void begin(long now, long connection) {
        receiver.begin(source, now, connection);
    }

    @Override
    public void closed(long connection) {
        receiver.closed(source, connection);
    }

    @Override
    public void frame(byte[] payload) {
        receiver.current().add(payload);
    }

    @Override
    public void end() {
        receiver.endOfRead();
    }

    @Override
    public void rejected(FailureReason reason, String detail, byte[] bytes) {
        receiver.current().last = new JournalRecord.Rejected(reason, detail, bytes);
    }

    @Override
    public void position(String stream, byte[] position) {
        receiver.current().reached = new JournalRecord.Position(stream, position);
    }

    @Override
    public void whenDurable(Runnable action) {
        receiver.current().whenDurable = action;
    }

    @Override
    public Map<String, byte[]> positions() {
        return receiver.positions(source);
    }

    @Override
    public boolean mayRead() {
        return receiver.mayRead();
    }

    @Override
    public boolean mayHandle() {
        return receiver.mayHandle();
    }
}
