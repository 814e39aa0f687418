package dev.bettong.chain;

import dev.bettong.state.StateAccessException;
import dev.bettong.state.Timers;
import java.time.Instant;

/** Calls the function of an author for a timer that fires, and hands on what it makes. */
final class OnTimerCall implements StepTimers.Firing {

    private final Call<Object> function;
    private final FailureCounter failures;
    private final Entrance next;

    /** @param function is called with a {@link TimedCall.Firing} */
    OnTimerCall(Call<Object> function, FailureCounter failures, Entrance next) {
        this.function = function;
        this.failures = failures;
        this.next = next;
    }

    @Override
    public void fire(Timers.Due due) {
        Instant at = Instant.ofEpochMilli(due.at());
        Object output;
        try {
            next.enter();
            output = function.call(new TimedCall.Firing(at), due.key(), due.partition());
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
}
