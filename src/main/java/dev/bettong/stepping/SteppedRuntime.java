package dev.bettong.stepping;

import dev.bettong.codec.EventType;
import dev.bettong.embedded.BoundPipelines;
import dev.bettong.embedded.EmbeddedMetrics;
import dev.bettong.embedded.EmbeddedRuntime;
import dev.bettong.embedded.EmbeddedSettings;
import dev.bettong.embedded.Machine;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.Status;
import dev.bettong.sink.SinkBinding;
import dev.bettong.source.SourceBinding;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The embedded runtime on the thread that makes it, which runs it step by step. Only what reads and writes a data directory has
 * threads of its own, and is waited for.
 */
public final class SteppedRuntime implements AutoCloseable {

    /** For threads that have something to do, as long as the machine takes. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MINUTES.toNanos(2);

    /** If nothing happens for so long, something is taken to wait for a retry. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

    /** Ends early when another thread hands something over to a loop, or completes what is waited for. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final Set<Status> STARTING = EnumSet.of(Status.STARTING, Status.RECOVERING);

    private final EmbeddedRuntime runtime;
    private final SteppedLoops loops;
    private final Map<String, MemorySource> sources = new HashMap<>();
    private final MockTicker ticker;
    private final SteppedClock clock;

    /**
     * Wires pipelines.
     *
     * @param eventTypes types of the events that leave the steps, by the very step
     * @param settings as many workers as they say
     * @param begin what time it is
     * @param order says whose turn it is
     * @param surroundings what is around it
     */
    public SteppedRuntime(
            List<Pipeline> pipelines,
            Map<Step, EventType> eventTypes,
            EmbeddedSettings settings,
            Instant begin,
            Random order,
            Surroundings surroundings) {
        this.ticker = Ticker.newMockTicker();
        this.clock = new SteppedClock(begin, ticker);
        this.loops = new SteppedLoops(settings.workers(), Thread.currentThread(), ticker, order);
        Map<String, SourceBinding> bound = new HashMap<>();
        Map<String, SinkBinding> sinks = new HashMap<>();
        for (Pipeline pipeline : pipelines) {
            for (Source<?> source : pipeline.sources()) {
                bound.put(
                        source.name(),
                        sources.computeIfAbsent(
                                source.name(), name -> new MemorySource(source.kind(), surroundings.reads())));
            }
            for (Sink<?> sink : pipeline.sinks()) {
                sinks.put(sink.name(), surroundings.sinks().apply(sink));
            }
        }
        this.runtime = new EmbeddedRuntime(
                new BoundPipelines(pipelines, eventTypes, bound, sinks),
                settings,
                EmbeddedMetrics.unseen(),
                surroundings.phases(),
                null,
                threads -> new Machine(loops, clock, ticker::nanoTime, false));
    }

    private static final class SteppedClock extends Clock {

        private final Ticker ticker;
        private Instant begin;

        SteppedClock(Instant begin, Ticker ticker) {
            this.begin = begin;
            this.ticker = ticker;
        }

        @Override
        public Instant instant() {
            return begin.plusNanos(ticker.nanoTime());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("it is not asked for another zone");
        }
    }

    /** The runtime, to be looked at and steered. */
    public PipelineRuntime runtime() {
        return runtime;
    }

    /** What time it is. */
    public Instant now() {
        return clock.instant();
    }

    /** Starts; completes when it does not wait for the recovery any longer. */
    public CompletableFuture<Void> begin() {
        return onAnotherThread(runtime::start);
    }

    /** Starts, and has recovered when this returns. */
    public void start() {
        await(begin());
        await(() -> runtime.pipelines().stream().noneMatch(pipeline -> STARTING.contains(pipeline.status())));
    }

    /** Stops, with a last checkpoint. */
    @Override
    public void close() {
        await(onAnotherThread(runtime::stop));
    }

    private static CompletableFuture<Void> onAnotherThread(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable thrown) {
                done.completeExceptionally(thrown);
            }
        });
        return done;
    }

    /** Sends frames on a connection of a source; they are handled with {@link #settle}. */
    public void send(String source, String connection, List<byte[]> frames) {
        of(source).send(connection, frames);
    }

    /** Closes a connection. */
    public void close(String source, String connection) {
        of(source).close(connection);
    }

    private MemorySource of(String source) {
        MemorySource found = sources.get(source);
        if (found == null) {
            throw new IllegalArgumentException("no pipeline has a source '%s'".formatted(source));
        }
        return found;
    }

    /** Runs what waits on each worker now, and not what comes of it; returns whether there was anything. */
    public boolean step() {
        return loops.run();
    }

    /** Runs until nothing is left to do before time passes. */
    public void settle() {
        boolean ran;
        do {
            ran = loops.run();
        } while (ran);
    }

    /** Moves the clock, and runs nothing of what that makes due. */
    public void advance(Duration duration) {
        ticker.advance(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets time pass: whatever is due in it happens at its time. */
    public void pass(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back");
        }
        settle();
        for (long left = duration.toNanos(); left > 0; ) {
            left -= loops.advance(left);
            settle();
        }
    }

    /** Sets the clock by so much, forward or back, while no time passes. */
    public void setClock(Duration by) {
        clock.begin = clock.begin.plus(by);
    }

    private String states() {
        return runtime.pipelines().stream()
                .map(pipeline ->
                        "pipeline '%s' is %s, %s".formatted(pipeline.name(), pipeline.status(), pipeline.detail()))
                .collect(Collectors.joining("; "));
    }

    /** Waits for what other threads have to do. */
    public <T> T await(CompletableFuture<T> future) {
        Thread waiting = Thread.currentThread();
        CompletableFuture<?> woken = future.whenComplete((value, failure) -> LockSupport.unpark(waiting));
        await(woken::isDone);
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Runs until something is so, for which other threads may have to do something. */
    public void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST_WAIT_NANOS;
        long quietSince = System.nanoTime();
        while (!condition.getAsBoolean()) {
            long now = System.nanoTime();
            if (loops.run()) {
                quietSince = now;
            } else if (now - quietSince > QUIET_NANOS && loops.advanceToRetry()) {
                quietSince = now;
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            if (now - end > 0) {
                throw new IllegalStateException("it takes too long: " + states());
            }
        }
        settle();
    }

    /** The entity of a key; {@code null} if it has none. */
    public <S> @Nullable S entity(State<S> state, Object key) {
        try {
            return state.type().cast(runtime.entity(state, key));
        } catch (Exception e) {
            throw new IllegalStateException("state '%s' cannot be read".formatted(state.name()), e);
        }
    }
}
