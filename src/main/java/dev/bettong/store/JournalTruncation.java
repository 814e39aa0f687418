package dev.bettong.store;

import java.util.Arrays;
import java.util.List;

/** Deletes the journal that no recovery will need again. Used by the store's thread. */
final class JournalTruncation {

    private final Database database;
    private long[] trimmed = {}; // by partition id, the position up to which all is deleted

    JournalTruncation(Database database) {
        this.database = database;
    }

    /** Deletes the entries up to the positions, by partition id. Disjoint ranges, for RocksDB keeps each for a while. */
    void to(List<Long> positions) {
        if (trimmed.length < positions.size()) {
            trimmed = Arrays.copyOf(trimmed, positions.size());
        }
        for (int partition = 0; partition < trimmed.length && partition < positions.size(); partition++) {
            long position = positions.get(partition);
            if (position > trimmed[partition]) {
                byte[] begin = Keys.journal(partition, trimmed[partition] + 1);
                byte[] end = Keys.journal(partition, position + 1);
                database.run("trim the journal of", open -> open.deleteRange(OpenDatabase.JOURNAL, begin, end));
                trimmed[partition] = position;
            }
        }
    }
}
