package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.store.JournalReader;
import dev.bettong.store.Store;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the lanes in which entries wait for a pipeline that this application does not have. */
final class OrphanedLanes {

    private OrphanedLanes() {}

    static List<JournalPartition> of(List<DurablePipeline> pipelines, Store store) {
        Set<String> names = pipelines.stream().map(DurablePipeline::name).collect(Collectors.toSet());
        return store.lanes().stream()
                .filter(lane -> !names.contains(lane.pipeline()) && hasEntries(lane, store))
                .toList();
    }

    private static boolean hasEntries(JournalPartition lane, Store store) {
        try (JournalReader journal = store.replay(lane, store.manifest().position(lane))) {
            return journal.hasNext();
        }
    }
}
