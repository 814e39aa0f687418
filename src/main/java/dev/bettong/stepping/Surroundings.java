package dev.bettong.stepping;

import dev.bettong.checkpoint.PhaseListener;
import dev.bettong.pipeline.Sink;
import dev.bettong.sink.SinkBinding;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is around a runtime that is run step by step.
 *
 * @param sinks what a sink is bound to
 * @param reads is told of each read that the runtime has taken
 * @param phases called at each phase of checkpoints and recoveries
 */
public record Surroundings(Function<Sink<?>, SinkBinding> sinks, Reads reads, PhaseListener phases) {

    private static final long BUFFER_SIZE = 64 << 20;

    /** Is told of what a source has read, on the thread of the loops. */
    @FunctionalInterface
    public interface Reads {

        /** Frames of a connection; {@code null} for its end. */
        void taken(String source, String connection, @Nullable List<byte[]> frames);
    }

    /**
     * Sinks that hand each message over at once, and nothing else.
     *
     * @param outputs takes the name of a sink and a message
     */
    public static Surroundings of(BiConsumer<String, byte[]> outputs) {
        return new Surroundings(
                sink -> new MemorySink(sink.kind(), BUFFER_SIZE, message -> outputs.accept(sink.name(), message)),
                (source, connection, frames) -> {},
                phase -> {});
    }
}
