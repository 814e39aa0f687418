package dev.bettong.worker;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The high and low water mark of one buffer or mailbox. It is over from the moment the amount exceeds the high mark until
 * it falls to half of that, and keeps its {@link Gate} closed meanwhile.
 */
public final class Mark {

    private final Gate gate;
    private final String name;
    private final long high;
    private final long low;
    private final AtomicBoolean over = new AtomicBoolean(); // written by both ends of a mailbox, or by a sink's worker

    Mark(Gate gate, String name, long high) {
        this.gate = gate;
        this.name = name;
        this.high = high;
        this.low = high / 2;
    }

    String name() {
        return name;
    }

    boolean over() {
        return over.get();
    }

    /** Takes note of the amount, in bytes. */
    public void update(long amount) {
        if (amount > high) {
            if (!over.get() && over.compareAndSet(false, true)) {
                gate.wentOver();
            }
        } else {
            fall(amount);
        }
    }

    /** Takes note of the amount, in bytes, if it has fallen to the low mark. */
    void fall(long amount) {
        if (amount <= low && over.get() && over.compareAndSet(true, false)) {
            gate.wentUnder();
        }
    }
}
