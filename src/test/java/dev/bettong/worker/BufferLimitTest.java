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

    /** The invariant, whenever nobody is between two updates: paused implies that something is over its mark. */
    @Test
    void aClosedGateAlwaysHasAMarkThatIsOver() {
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), () -> {});
        BufferLimit[] marks = {backpressure.mark("a", 10), backpressure.mark("b", 100), backpressure.mark("c", 1_000)};
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < TURNS; i++) {
            marks[random.nextInt(marks.length)].update(random.nextLong(2_000));

            boolean over = marks[0].over() || marks[1].over() || marks[2].over();
            if (backpressure.open() == over || backpressure.causes().isEmpty() == over) {
                throw new AssertionError("open %s, causes %s".formatted(backpressure.open(), backpressure.causes()));
            }
        }
    }

    @Test
    void leavesTheGateOpenAfterTwoThreadsHaveFoughtOverIt() throws Exception {
        AtomicLong changes = new AtomicLong(); // written by both threads
        Backpressure backpressure = new Backpressure(Clock.systemUTC(), changes::incrementAndGet);
        BufferLimit mark = backpressure.mark("shared", 10);
        BufferLimit other = backpressure.mark("other", 10);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> hammer(mark), threads);
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> hammer(mark), threads);
        CompletableFuture<Void> third = CompletableFuture.runAsync(() -> hammer(other), threads);
        CompletableFuture.allOf(first, second, third).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        mark.update(0);
        other.update(0);

        assertThat(backpressure.open()).isTrue();
        assertThat(backpressure.fullSince()).isNull();
        assertThat(changes.get()).isPositive().isEven();
        mark.update(11);
        assertThat(backpressure.open()).as("it has lost no count on the way").isFalse();
    }

    private static void hammer(BufferLimit mark) {
        for (int i = 0; i < TURNS; i++) {
            mark.update(i % 2 == 0 ? 11 : 0);
        }
    }
}
