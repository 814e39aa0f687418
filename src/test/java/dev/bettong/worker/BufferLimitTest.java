package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Deadlines;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BufferLimitTest {

    private static final int TURNS = 2_000_000;
    private static final long TIMEOUT_SECONDS = Deadlines.CONDITION.toSeconds();

    private final ExecutorService threads = Executors.newCachedThreadPool(); // as many as are wanted at once

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** The invariant, whenever nobody is between two updates: paused implies that something is over its limit. */
    @Test
    void aClosedGateAlwaysHasAMarkThatIsOver() {
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> {});
        BufferLimit[] limits = {
            backpressure.limit("a", 10), backpressure.limit("b", 100), backpressure.limit("c", 1_000)
        };
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < TURNS; i++) {
            limits[random.nextInt(limits.length)].update(random.nextLong(2_000));

            boolean over = limits[0].over() || limits[1].over() || limits[2].over();
            if (backpressure.open() == over || backpressure.causes().isEmpty() == over) {
                throw new AssertionError("open %s, causes %s".formatted(backpressure.open(), backpressure.causes()));
            }
        }
    }

    @Test
    void leavesTheGateOpenAfterTwoThreadsHaveFoughtOverIt() throws Exception {
        AtomicLong changes = new AtomicLong(); // written by both threads
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), changes::incrementAndGet);
        BufferLimit limit = backpressure.limit("shared", 10);
        BufferLimit other = backpressure.limit("other", 10);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> hammer(limit), threads);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> hammer(limit), threads);
        CompletableFuture<Void> third = CompletableFuture.runAsync(() -> hammer(other), threads);
        CompletableFuture.allOf(first, second, third).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        limit.update(0);
        other.update(0);

        assertThat(backpressure.open()).isTrue();
        assertThat(backpressure.fullSince()).isNull();
        assertThat(changes.get()).isPositive().isEven();
        limit.update(11);
        assertThat(backpressure.open()).as("it has lost no count on the way").isFalse();
    }

    private static void hammer(BufferLimit limit) {
        for (int i = 0; i < TURNS; i++) {
            limit.update(i % 2 == 0 ? 11 : 0);
        }
    }
}
