package dev.bettong.crash;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Calls;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A service that gives back what it is given: most of it at once, some of it later, and some only when it is asked again. */
final class Asked implements AsyncComputation<Event, Event> {

    static final Calls CALLS = Calls.inFlight(200)
            .retry(Calls.Retry.attempts(100)
                    .backoff(Duration.ofMillis(1), Duration.ofMillis(10))
                    .on(IOException.class));

    private static final int LATER = 10; // of a hundred, each after so many milliseconds

    @Override
    public CompletionStage<Event> compute(Event event) {
        int dice = ThreadLocalRandom.current().nextInt(100);
        if (dice == LATER) {
            return CompletableFuture.failedStage(new IOException("busy"));
        }
        return dice > LATER
                ? CompletableFuture.completedStage(event)
                : CompletableFuture.supplyAsync(
                        () -> event, CompletableFuture.delayedExecutor(dice, TimeUnit.MILLISECONDS));
    }
}
