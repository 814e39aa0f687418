package dev.bettong.chain;

import dev.bettong.state.StateAccessException;
import dev.bettong.state.Timers;
import java.time.Instant;

/** Fires the timers of one step. */
final class StepTimers {

    private final Call<Object> onTimer;
    private final Timers timers;
    private final FailureCounter failures;
    private final Entrance next;
    private final TimerCounters counters;

    /**
     * Those of a step.
     *
     * @param step its name
     * @param onTimer is called with a {@link TimedCall.Firing}
     * @param next takes the outputs
     */
    StepTimers(String step, Call<Object> onTimer, Timers timers, FailureCounter failures, Entrance next) {
        this.onTimer = onTimer;
        this.timers = timers;
        this.failures = failures;
        this.next = next;
        this.counters = new TimerCounters(step, timers);
    }

    /** When the first timer fires, in milliseconds since 1970; {@link Timers#NEVER} if none is set. */
    long next() {
        return timers.next();
    }

    /** Fires the first timer. */
    void fire() {
        Timers.Due due = timers.take();
        counters.firedOne();
        Instant at = Instant.ofEpochMilli(due.at());
        Object output;
        try {
            next.enter();
            output = onTimer.call(new TimedCall.Firing(at), due.key(), due.partition());
        } catch (StateAccessException unusable) {
            throw unusable;
        } catch (Throwable thrown) {
            failures.threw(thrown, due.partition(), "the timer of key '%s' at %s".formatted(due.key(), at));
            return;
        }
        if (output != null) {
            next.first().process(output, due.key(), due.partition());
        }
    }

    TimerCounters counters() {
        return counters;
    }
}
