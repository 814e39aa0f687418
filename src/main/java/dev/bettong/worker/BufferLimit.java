package dev.bettong.worker;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The high and low water mark of one buffer or mailbox. It is over from the moment the amount exceeds the high mark until
 * it falls to half of that, and keeps its {@link Backpressure} closed meanwhile.
 */
public final class BufferLimit {

    private final Backpressure backpressure;
    private final String name;
    private final long high;
    private final long low;
    private final boolean buffer;
    private final AtomicBoolean over = new AtomicBoolean(); // written by both ends of a mailbox, or by a sink's worker

    /**
     * Makes a mark.
     *
     * @param buffer whether it measures a buffer, and so is back-pressure when it is over
     */
    BufferLimit(Backpressure backpressure, String name, long high, boolean buffer) {
        this.backpressure = backpressure;
        this.name = name;
        this.high = high;
        this.low = high / 2;
        this.buffer = buffer;
    }

    String name() {
        return name;
    }

    boolean buffer() {
        return buffer;
    }

    /** Any thread: whether the amount has exceeded the high mark, and not fallen to half of it since. */
    public boolean over() {
        return over.get();
    }

    /** Takes note of the amount, in bytes. */
    public void update(long amount) {
        if (amount > high) {
            if (!over.get() && over.compareAndSet(false, true)) {
                backpressure.wentOver(this);
            }
        } else {
            fall(amount);
        }
    }

    /** Takes note of the amount, in bytes, if it has fallen to the low mark. */
    void fall(long amount) {
        if (amount <= low && over.get() && over.compareAndSet(true, false)) {
            backpressure.wentUnder(this);
        }
    }
}
