package dev.bettong.contract;

import dev.bettong.pipeline.KeyedOnTimer;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.Outcome;
import java.time.Instant;
import java.util.Objects;

/** State of the timers of the contract, whose events say what to do. */
final class Watched {

    static final int FAILED = 10; // what a timer that fails adds to the events

    int events;
    boolean failing;
    boolean again;
    long period;

    /** {@code set=10} sets the timer, {@code clear} clears it, {@code remove} removes the state; others leave it. */
    static KeyedStateComputation<String, Said, Watched, Said> onEvent() {
        return (key, event, watched) -> {
            watched.events++;
            watched.failing |= event.says("fail");
            watched.again |= event.says("again");
            if (event.says("again")) {
                watched.period = Objects.requireNonNull(event.number("again"));
            }
            Long at = event.number("set");
            if (at != null) {
                return Outcome.timerAt(Instant.ofEpochMilli(at)).changed(event);
            }
            if (event.says("clear")) {
                return Outcome.clearTimer().changed(event);
            }
            return event.says("remove") ? Outcome.removed(event) : Outcome.changed(event);
        };
    }

    /** Says for which time, and behind how many events; with {@code again=10} sets itself ten later, with {@code fail} throws. */
    static KeyedOnTimer<String, Watched, Said> onTimer() {
        return (key, watched, at) -> {
            if (watched.failing) {
                watched.failing = false;
                watched.events += FAILED;
                throw new IllegalStateException("meant to fail");
            }
            Said output = Said.of(key, "%s %d after %d".formatted(key, at.toEpochMilli(), watched.events));
            return watched.again
                    ? Outcome.timerAt(at.plusMillis(watched.period)).changed(output)
                    : Outcome.changed(output);
        };
    }
}
