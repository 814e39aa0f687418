package dev.bettong.embedded;

import dev.bettong.checkpoint.Durability;
import dev.bettong.codec.EventType;
import dev.bettong.input.SteadyClock;
import dev.bettong.pipeline.Step;
import dev.bettong.sink.SinkBinding;
import dev.bettong.source.SourceBinding;
import dev.bettong.watch.HeapWatch;
import dev.bettong.worker.Tracing;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * What all pipelines of this machine share.
 *
 * <p>Constructors take it in place of its many components.
 */
record RuntimeContext(
        List<Worker> workers,
        LoopResources loops,
        BoundPipelines bound,
        Sources sources,
        EmbeddedSettings settings,
        EmbeddedMetrics metrics,
        Clock clock,
        SteadyClock steady,
        HeapWatch heap,
        MemoryDeadLetters deadLetters,
        @Nullable Durability durability,
        @Nullable Tracing tracing) {

    Map<Step, EventType> eventTypes() {
        return bound.eventTypes();
    }

    SourceBinding source(String name) {
        return bound(bound.sources().get(name), name);
    }

    SinkBinding sink(String name) {
        return bound(bound.sinks().get(name), name);
    }

    private static <T> T bound(@Nullable T settings, String name) {
        if (settings == null) {
            throw new IllegalArgumentException("'%s' is bound to no address".formatted(name));
        }
        return settings;
    }
}
