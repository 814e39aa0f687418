package dev.bettong.bench;

import dev.bettong.examples.marketspread.MarketSpread;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Step;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The market spread without an engine. For one thread. */
final class PlainMarketSpread implements PlainFunctions {

    private final Decoder<Object> decoder;
    private final PartitionFunction<Object, Object> partition;
    private final State<Object> state;
    private final StateComputation<Object, Object, Object> check;
    private final Encoder<Object> encoder;
    private final Map<Object, Object> entities = new HashMap<>();

    @SuppressWarnings("unchecked") // the pipeline's builder has seen to it that they fit
    PlainMarketSpread() {
        Pipeline pipeline = ExamplePipeline.of(MarketSpread.class);
        Step.ComputeState checking = (Step.ComputeState) pipeline.steps().get(1);
        decoder = (Decoder<Object>) pipeline.sources().getFirst().decoder();
        partition = (PartitionFunction<Object, Object>)
                ((Step.Partition) pipeline.steps().get(0)).by();
        state = (State<Object>) checking.state();
        check = (StateComputation<Object, Object, Object>) checking.function();
        encoder = (Encoder<Object>) pipeline.sinks().getFirst().encoder();
    }

    @Override
    public void frame(byte[] payload, SocketOutput out) throws Exception {
        Object message = decoder.decode(payload);
        if (message == null) {
            return;
        }
        Object entity = entities.computeIfAbsent(
                partition.partition(message), first -> state.initial().get());
        Object rejection = check.compute(message, entity).output();
        byte @Nullable [] frame = rejection == null ? null : encoder.encode(rejection);
        if (frame != null) {
            out.write(frame);
        }
    }
}
