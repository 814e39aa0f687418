package dev.bettong.checkpoint;

import dev.bettong.state.EntityOutput;
import dev.bettong.state.WorkerEntities;
import dev.bettong.store.EntitySlice;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Encodes what a worker has to save for a checkpoint, a turn at a time between its reads, and hands it over in slices.
 * Owned by the worker.
 */
public final class EntityEncoder implements EntityOutput {

    /** Longest turn, unless a single entity takes longer. */
    private static final long TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    private static final long FULL_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int SLICE_BYTES = 256 * 1024;

    private final EventLoop loop;
    private EntitySlice slice = new EntitySlice();
    private @Nullable Receiver receiver;

    public EntityEncoder(EventLoop loop) {
        this.loop = loop;
    }

    /** Takes the slices of one checkpoint. Called by the worker. */
    public interface Receiver {

        /** Whether there is room for more. An entity that an event is about to change is handed over regardless. */
        boolean hasRoom();

        void slice(EntitySlice slice);

        /** No slices follow. */
        void done();

        /** An entity cannot be encoded; no slices follow. */
        void failed(Throwable failure);
    }

    /** Begins to encode the entities that {@code entities} has cut. */
    public void begin(WorkerEntities entities, Receiver to) {
        slice = new EntitySlice();
        receiver = to;
        loop.schedule(() -> turn(entities, to), 0, TimeUnit.NANOSECONDS);
    }

    /** Abandons the current checkpoint: no more entities are encoded for it. */
    public void cancel() {
        slice = new EntitySlice();
        receiver = null;
    }

    @SuppressWarnings("ReferenceEquality") // this receiver, not an equal one
    private void turn(WorkerEntities entities, Receiver to) {
        if (receiver != to) {
            return; // cancelled, and by now another one may be under way
        }
        if (!to.hasRoom()) {
            loop.schedule(() -> turn(entities, to), FULL_RETRY_NANOS, TimeUnit.NANOSECONDS);
            return;
        }
        boolean done;
        try {
            done = entities.encodeUntil(System.nanoTime() + TURN_NANOS);
        } catch (Throwable thrown) { // the checkpoint waits for done or failed
            receiver = null;
            to.failed(thrown);
            return;
        }
        if (done) {
            to.slice(slice);
            slice = new EntitySlice();
            receiver = null;
            to.done();
        } else {
            loop.schedule(() -> turn(entities, to), 0, TimeUnit.NANOSECONDS); // after the sockets had their turn
        }
    }

    @Override
    public void save(String state, byte[] key, byte[] value, long touchedMillis) {
        slice.add(state, key, value, touchedMillis);
        handOverIfFull();
    }

    @Override
    public void remove(String state, byte[] key) {
        slice.remove(state, key);
        handOverIfFull();
    }

    private void handOverIfFull() {
        if (slice.bytes() >= SLICE_BYTES && receiver != null) {
            receiver.slice(slice);
            slice = new EntitySlice();
        }
    }
}
