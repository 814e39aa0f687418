package dev.bettong.worker;

import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jctools.queues.atomic.SpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way of one pipeline's events from one worker to another: batches go there full and come back empty.
 *
 * <p>Never refuses a batch: what was read must be able to run on, and reading stops when the weight of what waits here
 * exceeds the {@link BufferLimit}. So it holds at most the limit and what was under way when that was reached.
 */
final class Mailbox {

    private static final int QUEUE_CHUNK = 64;
    private static final int SPARE_BATCHES = 64;

    private final SpscUnboundedAtomicArrayQueue<Batch> full = new SpscUnboundedAtomicArrayQueue<>(QUEUE_CHUNK);
    private final SpscAtomicArrayQueue<Batch> empty = new SpscAtomicArrayQueue<>(SPARE_BATCHES);
    private final AtomicLong sent = new AtomicLong(); // weight; written by the sender, read by all
    private final AtomicLong handled = new AtomicLong(); // weight; written by the receiver, read by all
    private final BufferLimit limit;

    Mailbox(BufferLimit limit) {
        this.limit = limit;
    }

    /** Sender: a batch to fill. */
    Batch lease() {
        Batch batch = empty.poll();
        return batch == null ? new Batch() : batch;
    }

    /** Sender: hands a filled batch over. */
    void send(Batch batch) {
        sent.lazySet(sent.get() + batch.weight());
        full.add(batch);
        limit.update(weight());
        // The receiver may have emptied the mailbox before it could see that it exceeds the limit. This look must not
        // report
        // that again: the amount may be out of date by then as well, and nobody would look once more.
        limit.fall(weight());
    }

    /** Receiver: the next batch, or {@code null}. */
    @Nullable
    Batch poll() {
        return full.poll();
    }

    /** Receiver: whether there is a batch. */
    boolean waits() {
        return !full.isEmpty();
    }

    /** Receiver: gives a batch back, after everything that it led to has been handed on. */
    void handled(Batch batch) {
        handled.set(handled.get() + batch.weight());
        batch.clear();
        empty.offer(batch); // one too many is left to the garbage collector
        limit.update(weight());
    }

    /** Weight of all batches ever sent. */
    long sent() {
        return sent.get();
    }

    /** Weight of all batches that were handled. */
    long handled() {
        return handled.get();
    }

    private long weight() {
        return sent.get() - handled.get();
    }
}
