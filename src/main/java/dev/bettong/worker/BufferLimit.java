package dev.bettong.worker;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The limit of one buffer or mailbox. It is over from the moment the amount exceeds it until the amount falls to half of it,
 * and keeps its {@link Backpressure} on meanwhile.
 */
public final class BufferLimit {

    private final Backpressure backpressure;
    private final String name;
    private final long high;
    private final long low;
    private final boolean buffer;
    private final AtomicBoolean over = new AtomicBoolean(); // written by both ends of a mailbox, or by a sink's worker

    /**
     * Makes a limit.
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

    /** Any thread: whether the amount has exceeded the limit, and has not fallen to half of it since. */
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

    /** Takes note of the amount, in bytes, if it has fallen to half of the limit. */
    void fall(long amount) {
        if (amount <= low && over.get() && over.compareAndSet(true, false)) {
            backpressure.wentUnder(this);
        }
    }
}
