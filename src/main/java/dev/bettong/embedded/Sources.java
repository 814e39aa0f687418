package dev.bettong.embedded;

import dev.bettong.pipeline.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The sources of all pipelines, each once. Used while wiring. */
final class Sources {

    private final Map<String, SharedSource> byName = new LinkedHashMap<>();

    /** The source of that name, however many pipelines declare it. */
    SharedSource of(Source<?> declared) {
        return byName.computeIfAbsent(declared.name(), name -> new SharedSource(declared));
    }

    /** When all pipelines have their readers: makes the drivers. */
    void wire(RuntimeContext context) {
        byName.values().forEach(source -> source.wire(context));
    }

    /**
     * The runtime stops: none reads any more. To be called before their readers leave one by one, since a source is read
     * on for those that have not left yet, and they would get frames that the others do not get.
     */
    CompletableFuture<Void> stop() {
        return CompletableFuture.allOf(
                byName.values().stream().map(SharedSource::stop).toArray(CompletableFuture<?>[]::new));
    }
}
