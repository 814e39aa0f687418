package dev.bettong.checkpoint;

import dev.bettong.journal.JournalPartition;
import dev.bettong.store.JournalReader;
import dev.bettong.store.Store;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the partitions in which entries wait for a pipeline that this application does not have. */
final class OrphanedPartitions {

    private static final Logger log = LoggerFactory.getLogger(OrphanedPartitions.class);

    private OrphanedPartitions() {}

    /** Warns that their entries are kept. */
    static void warn(List<DurablePipeline> pipelines, Store store) {
        for (JournalPartition partition : of(pipelines, store)) {
            log.warn(
                    "The journal holds frames of pipeline '{}', which this application does not have. They are kept until"
                            + " it has the pipeline again; until then, no entity on disk expires",
                    partition.pipeline());
        }
    }

    static List<JournalPartition> of(List<DurablePipeline> pipelines, Store store) {
        Set<String> names = pipelines.stream().map(DurablePipeline::name).collect(Collectors.toSet());
        return store.partitions().stream()
                .filter(partition -> !names.contains(partition.pipeline()) && hasEntries(partition, store))
                .toList();
    }

    private static boolean hasEntries(JournalPartition partition, Store store) {
        try (JournalReader journal = store.replay(partition, store.manifest().position(partition))) {
            return journal.hasNext();
        }
    }
}
