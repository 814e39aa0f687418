package dev.bettong.store;

import java.util.Arrays;
import java.util.List;

/** Deletes the journal that no recovery will need again. Used by the store's thread. */
final class JournalTruncation {

    private final Database database;
    private long[] trimmed = {}; // by lane id, the position up to which all is deleted

    JournalTruncation(Database database) {
        this.database = database;
    }

    /** Deletes the entries up to the positions, by lane id. Disjoint ranges, for RocksDB keeps each for a while. */
    void to(List<Long> positions) {
        if (trimmed.length < positions.size()) {
            trimmed = Arrays.copyOf(trimmed, positions.size());
        }
        for (int lane = 0; lane < trimmed.length && lane < positions.size(); lane++) {
            long position = positions.get(lane);
            if (position > trimmed[lane]) {
                byte[] begin = Keys.journal(lane, trimmed[lane] + 1);
                byte[] end = Keys.journal(lane, position + 1);
                database.run("trim the journal of", open -> open.deleteRange(OpenDatabase.JOURNAL, begin, end));
                trimmed[lane] = position;
            }
        }
    }
}
