package dev.bettong.checkpoint;

import dev.bettong.store.EntitySlice;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Carries the entities of one checkpoint from the workers, which encode them, to the store thread, which writes them.
 * Bounded by the workers, which stop encoding while there is no room.
 */
final class SliceQueue {

    /** Number of slices in the queue at which workers stop encoding. */
    private static final int MAX_SLICES = 16;

    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>(); // filled by the workers
    private final AtomicInteger slices = new AtomicInteger(); // in parts; counted by the workers and the store's thread

    /** What a worker hands over. */
    sealed interface Part {

        record Slice(EntitySlice entities) implements Part {}

        /** The worker has encoded everything. */
        record Done(int worker) implements Part {}

        /** The worker cannot encode an entity, and sends nothing more. */
        record Failed(int worker, Throwable failure) implements Part {}
    }

    /** The end of the queue that a worker fills. */
    EntityEncoder.Receiver from(int worker) {
        return new WorkerEnd(worker);
    }

    /** The store thread: the next part, or {@code null} if none arrives within the timeout. */
    @Nullable
    Part poll(Duration timeout) throws InterruptedException {
        Part next = parts.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (next instanceof Part.Slice) {
            slices.decrementAndGet();
        }
        return next;
    }

    private final class WorkerEnd implements EntityEncoder.Receiver {

        private final int worker;

        WorkerEnd(int worker) {
            this.worker = worker;
        }

        @Override
        public boolean hasRoom() {
            return slices.get() < MAX_SLICES;
        }

        @Override
        public void slice(EntitySlice slice) {
            slices.incrementAndGet();
            parts.add(new Part.Slice(slice));
        }

        @Override
        public void done() {
            parts.add(new Part.Done(worker));
        }

        @Override
        public void failed(Throwable failure) {
            parts.add(new Part.Failed(worker, failure));
        }
    }
}
