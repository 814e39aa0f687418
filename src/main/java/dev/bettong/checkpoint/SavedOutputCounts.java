package dev.bettong.checkpoint;

import dev.bettong.store.SavedOutputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many unsent outputs of each sink connection the last checkpoint has. While nothing is handled there can only be fewer
 * of them, so that equal numbers are equal outputs. Used on the store thread.
 */
final class SavedOutputCounts {

    private final Map<Connection, Long> saved = new HashMap<>(); // messages

    private record Connection(String pipeline, String sink, int worker) {}

    /** Before the first checkpoint: sets the outputs that were unsent at the last checkpoint of the previous run. */
    void restored(List<SavedOutputs> outputs) {
        for (SavedOutputs each : outputs) {
            saved.merge(
                    new Connection(each.pipeline(), each.sink(), each.worker()),
                    (long) each.messages().size(),
                    Long::sum);
        }
    }

    /** Whether the last checkpoint has the outputs of a cut; it keeps those of pipelines that are not in it. */
    boolean has(Cut cut) {
        Map<Connection, Long> others = new HashMap<>(saved);
        Set<String> without = cut.without();
        others.keySet().removeIf(connection -> without.contains(connection.pipeline()));
        return unsent(cut).equals(others);
    }

    /** A checkpoint of this cut was committed. */
    void committed(Cut cut) {
        Set<String> without = cut.without();
        saved.keySet().removeIf(connection -> !without.contains(connection.pipeline()));
        saved.putAll(unsent(cut));
    }

    private static Map<Connection, Long> unsent(Cut cut) {
        return cut.outputs().stream()
                .collect(Collectors.groupingBy(
                        unsent -> new Connection(unsent.pipeline(), unsent.sink(), unsent.worker()),
                        Collectors.summingLong(UnsentOutputs::count)));
    }
}
