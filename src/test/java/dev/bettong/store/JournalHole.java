package dev.bettong.store;

import dev.bettong.journal.JournalPartition;
import java.nio.file.Path;

/** Damage that no checksum shows: an entry of a journal is missing. */
public final class JournalHole {

    private JournalHole() {}

    /** Deletes the entry with the number {@code entry}, from 1, behind the last checkpoint, in all partitions of a pipeline. */
    public static void make(Path dataDirectory, String pipeline, int entry) {
        StoreSettings settings = StoreSettings.in(dataDirectory);
        try (Store store = Store.open(settings)) {
            store.database().run("damage", open -> {
                ManifestDocument manifestDocument = ManifestDocument.read(open, new StoreErrors(settings));
                for (JournalPartition partition :
                        manifestDocument.partitionTable().all()) {
                    if (partition.pipeline().equals(pipeline)) {
                        int id = manifestDocument.partitionTable().id(partition);
                        long position = manifestDocument.checkpoint().position(id) + entry;
                        open.db().delete(open.family(OpenDatabase.JOURNAL), Keys.journal(id, position));
                    }
                }
            });
        }
    }
}
