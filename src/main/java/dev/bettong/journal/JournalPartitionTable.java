package dev.bettong.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers that lanes have in keys: each gets the next one when it is first seen, and keeps it. Immutable.
 *
 * @param lanes the lane with id n at index n
 */
public record JournalPartitionTable(List<JournalPartition> lanes) {

    public JournalPartitionTable {
        lanes = List.copyOf(lanes);
    }

    /** The id of a lane, -1 if it has none. */
    public int id(JournalPartition lane) {
        return lanes.indexOf(lane);
    }

    public JournalPartitionTable with(JournalPartition lane) {
        List<JournalPartition> more = new ArrayList<>(lanes);
        more.add(lane);
        return new JournalPartitionTable(more);
    }

    public Set<JournalPartition> all() {
        Set<JournalPartition> all = new TreeSet<>(
                Comparator.comparing(JournalPartition::pipeline).thenComparingInt(JournalPartition::worker));
        all.addAll(lanes);
        return Collections.unmodifiableSet(all);
    }

    public String describe(int id) {
        return id < lanes.size() ? lanes.get(id).toString() : "lane " + id;
    }
}
