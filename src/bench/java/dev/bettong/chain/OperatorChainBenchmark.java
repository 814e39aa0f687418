package dev.bettong.chain;

import dev.bettong.calls.CallContext;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.Window;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.state.StateAccess;
import dev.bettong.state.StateLimits;
import dev.bettong.state.StepStates;
import dev.bettong.state.Timers;
import dev.bettong.state.WorkerEntities;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the chain costs for an event on its only worker, from the decoder to the outlet. The functions do nothing, so the
 * time is the engine's, and there is nothing to allocate.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OperatorChainBenchmark {

    private static final int EVENTS = 12; // of a frame, as in the word count
    private static final byte[] FRAME = new byte[80];
    private static final List<String> KEYS = List.of("abcdefghijklmnopqrstuvwxyz!".split(""));
    private static final List<String> OF_A_FRAME = KEYS.subList(0, EVENTS);
    private static final Outcome<String> OUTCOME = Outcome.changed("output");

    private final Counting ports = new Counting();

    private final OperatorChain stateless = OperatorChain.compile(
            begin("stateless").compute("same", event -> event).to(Sink.tcp("out", event -> FRAME)), 64, ports);

    private final OperatorChain fixedKeys = OperatorChain.compile(
            begin("fixed keys")
                    .partition(event -> event, KEYS)
                    .computeState("count", state("fixed keys"), (event, entity) -> OUTCOME)
                    .to(Sink.tcp("out", event -> FRAME)),
            64,
            ports);

    private final OperatorChain dynamicKeys = OperatorChain.compile(
            begin("dynamic keys")
                    .partition(event -> event)
                    .computeState("count", state("dynamic keys"), (event, entity) -> OUTCOME)
                    .to(Sink.tcp("out", event -> FRAME)),
            64,
            ports);

    private final OperatorChain counts = OperatorChain.compile(
            begin("counts")
                    .partition(event -> event)
                    .computeState("count", counter("counts"), (event, counter) -> {
                        counter.count++;
                        return Outcome.changedOnly();
                    })
                    .done(),
            64,
            ports);

    private final OperatorChain windows = OperatorChain.compile(
            begin("windows")
                    .partition(event -> event)
                    .window(Window.tumbling(Duration.ofMinutes(1)))
                    .aggregate(
                            "count",
                            counter("windows"),
                            Aggregation.of(
                                    (event, counter) -> {
                                        counter.count++;
                                        return counter;
                                    },
                                    (left, right) -> left,
                                    (window, counter) -> counter))
                    .done(),
            64,
            ports);

    private static final class Counter {

        private long count;
    }

    private static dev.bettong.pipeline.State<Counter> counter(String name) {
        return dev.bettong.pipeline.State.named(name, Counter.class, Counter::new);
    }

    private static Pipeline.Stage<String> begin(String name) {
        return Pipeline.named(name)
                .from(Source.tcp("in", Decoder.fixedLength(FRAME.length, bytes -> OF_A_FRAME)))
                .computeMulti("split", events -> events);
    }

    private static dev.bettong.pipeline.State<Object> state(String name) {
        return dev.bettong.pipeline.State.named(name, Object.class, Object::new);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long stateless() {
        stateless.frame(0, FRAME);
        return ports.bytes;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long stateOfFixedKeys() {
        fixedKeys.frame(0, FRAME);
        return ports.bytes;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long stateOfDynamicKeys() {
        dynamicKeys.frame(0, FRAME);
        return ports.bytes;
    }

    /** What {@link #windowsOfDynamicKeys} is to be compared with. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void countsOfDynamicKeys() {
        counts.frame(0, FRAME);
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void windowsOfDynamicKeys() {
        windows.frame(0, FRAME);
    }

    /** Ports of the only worker, which count the bytes that come out. */
    private static final class Counting implements OperatorContext {

        private final EventClock clock = new EventClock();
        private final WorkerEntities entities = new WorkerEntities(StateLimits.NONE);
        private long bytes;

        @Override
        public EventClock clock() {
            return clock;
        }

        @Override
        public CallContext calls(Step.Calling step) {
            throw new IllegalStateException("no step makes calls");
        }

        @Override
        public int worker() {
            return 0;
        }

        @Override
        public int workers() {
            return 1;
        }

        @Override
        public void beginFiring() {}

        @Override
        public void endFiring() {}

        @Override
        public int owner(int partition) {
            return 0;
        }

        @Override
        public StateAccess state(dev.bettong.pipeline.State<?> state, Partitioning partitioning) {
            return entities.of(state, partitioning);
        }

        @Override
        public Timers timers(Step step, Partitioning partitioning) {
            return entities.timers(
                    StepStates.timers("benchmark", step), Objects.requireNonNull(StepStates.of(step)), partitioning);
        }

        @Override
        public void send(int segment, int worker, Object event, Object key, int partition) {
            throw new IllegalStateException("there is one worker only");
        }

        @Override
        public Outlet outlet(Sink<?> sink) {
            return message -> bytes += message.length;
        }

        @Override
        public void failed(String place, FailureReason reason) {}

        @Override
        public void deadLetterWithoutFrame(String place, FailureReason reason, int partition, String cause) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void deadLetter(
                String place, FailureReason reason, int partition, String cause, @Nullable FailedEvent event) {
            throw new IllegalStateException(cause);
        }

        @Override
        public LongConsumer durations(String step) {
            return nanos -> {};
        }
    }
}
