package dev.bettong.worker;

import dev.bettong.chain.EventClock;
import dev.bettong.state.Timers;
import java.time.Clock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the reads of a task have arrived, which is the time of their events. Only pipelines with a step that needs the time of
 * events have it. Owned by the worker.
 */
public final class ArrivalTime {

    /** No time, since it is not needed. */
    public static final long NONE = Long.MIN_VALUE;

    private final boolean needed;
    private final EventClock events;
    private final LongSupplier nextTimer;
    private @Nullable LongConsumer timerListener; // set while wiring, if there are timers
    private Clock system = Clock.systemUTC(); // set while wiring
    private long last = NONE;

    /** @param nextTimer when the first timer of the task fires */
    ArrivalTime(boolean needed, EventClock events, LongSupplier nextTimer) {
        this.needed = needed;
        this.events = events;
        this.nextTimer = nextTimer;
    }

    /** Whether a step needs the time of events. */
    public boolean needed() {
        return needed;
    }

    /** While wiring: the system clock. */
    public void by(Clock clock) {
        system = clock;
    }

    /**
     * While wiring: has the worker say, whenever it has handled something, when the first timer fires, in milliseconds since
     * 1970.
     *
     * @param listener takes {@link Timers#NEVER} if none is set
     */
    public void onTimer(LongConsumer listener) {
        timerListener = listener;
    }

    /** When the first timer fires, in milliseconds since 1970; {@link Timers#NEVER} if none does. */
    public long nextTimer() {
        return nextTimer.getAsLong();
    }

    /** The task has handled something. */
    void flushed() {
        if (timerListener != null) {
            timerListener.accept(nextTimer());
        }
    }

    /**
     * The time of what is read now, in milliseconds since 1970: by the system clock, but never earlier than that of the read
     * before; {@link #NONE} if it is not needed.
     */
    public long next() {
        if (!needed) {
            return NONE;
        }
        last = Math.max(last, system.millis());
        return last;
    }

    /**
     * What the task handles from now on has arrived at this time.
     *
     * @param millis from {@link #next}, perhaps in an earlier run
     */
    public void begin(long millis) {
        if (needed) {
            last = Math.max(last, millis);
            events.arrived(millis);
        }
    }
}
