package dev.bettong.input;

import dev.bettong.journal.JournalRecord;
import dev.bettong.worker.StreamPositions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the streams have come of which reads were accepted, which may be further than those that the task has had. */
final class AcceptedPositions {

    private final StreamPositions handled;
    private final Map<Integer, Map<String, byte[]>> bySource = new HashMap<>(); // and stream

    AcceptedPositions(StreamPositions handled) {
        this.handled = handled;
    }

    /** A read of a source was accepted, behind which a stream has come so far. */
    void add(int source, JournalRecord.@Nullable Position reached) {
        if (reached != null) {
            bySource.computeIfAbsent(source, added -> new HashMap<>()).put(reached.stream(), reached.position());
        }
    }

    /** By stream, of a source. */
    Map<String, byte[]> of(int source) {
        Map<String, byte[]> positions = new HashMap<>(handled.of(source));
        positions.putAll(bySource.getOrDefault(source, Map.of()));
        return positions;
    }
}
