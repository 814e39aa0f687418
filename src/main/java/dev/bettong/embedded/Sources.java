package dev.bettong.embedded;

import dev.bettong.pipeline.Source;
import dev.bettong.worker.CriticalThreads;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The sources of all pipelines, each once. Filled while wiring. */
final class Sources {

    private final CriticalThreads threads;
    private final Map<String, SharedSource> byName = new LinkedHashMap<>();

    Sources(CriticalThreads threads) {
        this.threads = threads;
    }

    /** The source of that name, however many pipelines declare it. */
    SharedSource of(Source<?> declared) {
        return byName.computeIfAbsent(declared.name(), name -> new SharedSource(declared, threads));
    }

    /** While wiring, after all pipelines have their readers: creates the drivers. */
    void wire(RuntimeContext context) {
        byName.values().forEach(source -> source.wire(context));
    }

    /** The runtime stops: sources stop reading, and none can open any more. */
    CompletableFuture<Void> stop() {
        return CompletableFuture.allOf(
                byName.values().stream().map(SharedSource::stop).toArray(CompletableFuture<?>[]::new));
    }
}
