package dev.bettong.worker;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.state.SavedPositions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far the streams of the sources have come of which a task had the last read. Owned by the worker. */
public final class StreamPositions {

    private final List<String> sources; // their names
    private final Map<String, Map<String, byte[]>> bySource = new HashMap<>(); // and stream
    private boolean changed; // since it was saved

    StreamPositions(Pipeline pipeline) {
        this.sources = pipeline.sources().stream().map(Source::name).toList();
    }

    /** A read is handled, behind which a stream has come so far. */
    public void reached(int source, String stream, byte[] position) {
        bySource.computeIfAbsent(sources.get(source), name -> new HashMap<>()).put(stream, position);
        changed = true;
    }

    /** By stream, of a source. */
    public Map<String, byte[]> of(int source) {
        return Map.copyOf(bySource.getOrDefault(sources.get(source), Map.of()));
    }

    /** Before the first read: a stream of a source had come so far. */
    public void restore(String source, String stream, byte[] position) {
        bySource.computeIfAbsent(source, name -> new HashMap<>()).put(stream, position);
    }

    /** Before the first read: the next checkpoint saves them, whether something comes or not. */
    public void saveAnew() {
        changed = true;
    }

    /** Whether something was not saved yet; it is then. */
    public boolean save() {
        boolean did = changed;
        changed = false;
        return did;
    }

    /** What is to be saved. */
    public SavedPositions saved() {
        Map<String, Map<String, byte[]>> saved = new HashMap<>();
        bySource.forEach((source, streams) -> saved.put(source, Map.copyOf(streams)));
        return new SavedPositions(saved);
    }
}
