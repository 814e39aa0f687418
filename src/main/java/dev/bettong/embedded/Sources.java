package dev.bettong.embedded;

import dev.bettong.pipeline.Source;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
