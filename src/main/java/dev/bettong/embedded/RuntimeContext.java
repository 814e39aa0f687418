package dev.bettong.embedded;

import dev.bettong.checkpoint.Durability;
import dev.bettong.checkpoint.SteadyClock;
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

/** What all pipelines of this machine share. */
record RuntimeContext(
        List<Worker> workers,
        LoopResources loops,
        Bindings bindings,
        Sources sources,
        EmbeddedSettings settings,
        EmbeddedMetrics metrics,
        Clock clock,
        SteadyClock steady,
        HeapWatch heap,
        MemoryDeadLetters deadLetters,
        @Nullable Durability durability,
        @Nullable Tracing tracing) {

    /** What configuration binds the names of sources and sinks to. */
    record Bindings(Map<String, SourceBinding> sources, Map<String, SinkBinding> sinks) {}

    SourceBinding source(String name) {
        return bound(bindings.sources().get(name), name);
    }

    SinkBinding sink(String name) {
        return bound(bindings.sinks().get(name), name);
    }

    private static <T> T bound(@Nullable T settings, String name) {
        if (settings == null) {
            throw new IllegalArgumentException("'%s' is bound to no address".formatted(name));
        }
        return settings;
    }
}
