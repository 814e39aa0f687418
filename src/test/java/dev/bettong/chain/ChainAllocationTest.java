package dev.bettong.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.bettong.calls.CallContext;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.state.StateAccess;
import dev.bettong.state.StateLimits;
import dev.bettong.state.StepStates;
import dev.bettong.state.Timers;
import dev.bettong.state.WorkerEntities;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The engine makes no objects for a message: what is allocated is the author's. */
class ChainAllocationTest {

    private static final int MESSAGES = 100_000;
    private static final byte[] FRAME = {1};
    private static final List<String> TWO = List.of("a", "b");
    private static final Outcome<String> OUTCOME = Outcome.changed("c");

    /** Ports that throw everything away. */
    private record NoPorts(WorkerEntities entities, EventClock clock) implements OperatorContext {

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
            return 2;
        }

        @Override
        public void beginFiring() {}

        @Override
        public void endFiring() {}

        @Override
        public int owner(int partition) {
            return partition % 2;
        }

        @Override
        public StateAccess state(State<?> state, Partitioning partitioning) {
            return entities.of(state, partitioning);
        }

        @Override
        public Timers timers(Step step, Partitioning partitioning) {
            return entities.timers(
                    StepStates.timers("benchmark", step), Objects.requireNonNull(StepStates.of(step)), partitioning);
        }

        @Override
        public void send(int segment, int worker, Object event, Object key, int partition) {}

        @Override
        public Outlet outlet(Sink<?> sink) {
            return message -> {};
        }

        @Override
        public void failed(String place, FailureReason reason) {}

        @Override
        public void deadLetterWithoutFrame(String place, FailureReason reason, int partition, String cause) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void deadLetter(
                String place, FailureReason reason, int partition, String cause, @Nullable FailedEvent event) {}

        @Override
        public LongConsumer durations(String step) {
            return nanos -> {};
        }
    }

    @Test
    void allocatesNothingForAMessage() {
        State<StringBuilder> state = State.named("state", StringBuilder.class, StringBuilder::new);
        Pipeline pipeline = Pipeline.named("quiet")
                .from(Source.tcp("in", Decoder.fixedLength(1, bytes -> "frame")))
                .compute("one", event -> event)
                .computeMulti("many", event -> TWO)
                .partition(event -> event, TWO)
                .computeState("state", state, (event, entity) -> OUTCOME)
                .partition(event -> event)
                .computeState(
                        "state again", State.named("other", StringBuilder.class, StringBuilder::new), (e, s) -> OUTCOME)
                .to(Sink.tcp("one", event -> FRAME), Sink.tcp("two", event -> FRAME));
        OperatorChain chain = OperatorChain.compile(
                pipeline, 64, new NoPorts(new WorkerEntities(StateLimits.NONE), new EventClock()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(chain);

        long before = threads.getCurrentThreadAllocatedBytes();
        run(chain);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated / (double) MESSAGES).as("bytes per message").isLessThan(0.1);
    }

    private static void run(OperatorChain chain) {
        for (int i = 0; i < MESSAGES; i++) {
            chain.frame(0, FRAME);
        }
    }
}
