package dev.bettong.embedded;

import dev.bettong.worker.CriticalThreads;
import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * What a runtime runs on.
 *
 * @param loops of the workers
 * @param clock the system clock
 * @param nanoTime what time intervals are measured by
 * @param watched whether workers are watched that do not return from a function
 */
public record Machine(Loops loops, Clock clock, LongSupplier nanoTime, boolean watched) {

    /** Makes one for a runtime, whose threads must not be lost. */
    @FunctionalInterface
    public interface Maker {

        Machine of(CriticalThreads threads);
    }

    /** This one. */
    static Machine real(int workers, CriticalThreads threads) {
        return new Machine(new WorkerLoops(workers, threads), Clock.systemUTC(), System::nanoTime, true);
    }
}
