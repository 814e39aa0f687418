package dev.bettong.stepping;

import dev.bettong.embedded.Loops;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Event loops that run when they are told to, on one thread. Other threads may give them something to run. */
final class SteppedLoops implements Loops {

    private static final long LONGEST_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final List<Loop> loops = new ArrayList<>(); // filled by the constructor
    private final MockTicker ticker;
    private final Random order;

    /**
     * Has nothing to run.
     *
     * @param thread the one that runs them
     * @param ticker what time it is on all of them
     * @param order says whose turn it is
     */
    SteppedLoops(int count, Thread thread, MockTicker ticker, Random order) {
        this.ticker = ticker;
        this.order = order;
        for (int i = 0; i < count; i++) {
            loops.add(new Loop(thread, ticker));
        }
    }

    private static final class Loop extends ManualIoEventLoop {

        Loop(Thread thread, Ticker ticker) {
            super(null, thread, LocalIoHandler.newFactory(), ticker);
        }

        /** Nanoseconds until something that was scheduled is due; negative if nothing was. */
        long untilNext() {
            return nextScheduledTaskNano();
        }
    }

    /** Runs what waits, each loop in its turn; returns whether there was anything. */
    boolean run() {
        List<Loop> turns = new ArrayList<>(loops);
        Collections.shuffle(turns, order);
        boolean ran = false;
        for (Loop loop : turns) {
            ran |= loop.runNow() > 0;
        }
        return ran;
    }

    /** Moves the clock to what is to be tried again in a moment, which is not a matter of time; returns whether there is such. */
    boolean advanceToRetry() {
        boolean retries =
                loops.stream().mapToLong(Loop::untilNext).anyMatch(nanos -> nanos >= 0 && nanos <= LONGEST_RETRY_NANOS);
        if (retries) {
            advance(LONGEST_RETRY_NANOS);
        }
        return retries;
    }

    /** Moves the clock to when something is due that was scheduled, but not further than so much; returns how far. */
    long advance(long mostNanos) {
        long nanos = mostNanos;
        for (Loop loop : loops) {
            long next = loop.untilNext();
            if (next >= 0) {
                nanos = Math.min(nanos, next);
            }
        }
        ticker.advance(nanos, TimeUnit.NANOSECONDS);
        return nanos;
    }

    @Override
    public List<EventLoop> all() {
        return List.copyOf(loops);
    }

    @Override
    @SuppressWarnings("deprecation") // the graceful way waits 100 ms for something to come
    public void shutDown(Duration timeout) {
        loops.forEach(Loop::shutdown);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        throw new UnsupportedOperationException("there is no network here");
    }
}
