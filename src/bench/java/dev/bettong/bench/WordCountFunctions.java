package dev.bettong.bench;

import dev.bettong.examples.wordcount.WordCount;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The word count example's own functions, for programs that call them without Bettong. */
record WordCountFunctions(
        Decoder<Object> decoder,
        MultiComputation<Object, Object> split,
        PartitionFunction<Object, Object> partition,
        State<Object> state,
        StateComputation<Object, Object, Object> count,
        Encoder<Object> encoder) {

    private static final byte[] NO_LINE = {};

    /** Takes them out of the example's pipeline. */
    @SuppressWarnings("unchecked") // the pipeline's builder has seen to it that they fit
    static WordCountFunctions ofTheExample() {
        Pipeline pipeline = ExamplePipeline.of(WordCount.class);
        List<Step> steps = pipeline.steps();
        Step.ComputeState counting = (Step.ComputeState) steps.get(2);
        return new WordCountFunctions(
                (Decoder<Object>) pipeline.sources().getFirst().decoder(),
                (MultiComputation<Object, Object>) ((Step.ComputeMulti) steps.get(0)).function(),
                (PartitionFunction<Object, Object>) ((Step.FixedPartition) steps.get(1)).by(),
                (State<Object>) counting.state(),
                (StateComputation<Object, Object, Object>) counting.function(),
                (Encoder<Object>) pipeline.sinks().getFirst().encoder());
    }

    /** The words of a frame. */
    List<Object> words(byte[] frame) throws Exception {
        Object text = decoder.decode(frame);
        @Nullable List<Object> words = text == null ? null : split.compute(text);
        return words == null ? List.of() : words;
    }

    /** The key whose entity counts a word. */
    Object key(Object word) throws Exception {
        return partition.partition(word);
    }

    /** What counts the words of a new key. */
    Object entity() {
        return state.initial().get();
    }

    /** Counts a word; the line that is to be sent, of no bytes if there is none. */
    byte[] line(Object word, Object entity) throws Exception {
        Object total = count.compute(word, entity).output();
        byte @Nullable [] line = total == null ? null : encoder.encode(total);
        return line == null ? NO_LINE : line;
    }
}
