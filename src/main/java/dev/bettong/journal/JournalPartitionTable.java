package dev.bettong.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers that partitions of the journal have in keys, and sources in entries: each gets the next one when it is first
 * seen, and keeps it. Immutable.
 *
 * @param partitions the partition with id n at index n
 * @param sources the name of the source with id n at index n - 1: 0 stands for none, see {@link JournalEntry#source()}
 */
public record JournalPartitionTable(List<JournalPartition> partitions, List<String> sources) {

    public JournalPartitionTable {
        partitions = List.copyOf(partitions);
        sources = List.copyOf(sources);
    }

    /** The id of a partition, -1 if it has none. */
    public int id(JournalPartition partition) {
        return partitions.indexOf(partition);
    }

    /** The id of a source, 0 if it has none. */
    public int sourceId(String source) {
        return sources.indexOf(source) + 1;
    }

    public JournalPartitionTable with(JournalPartition partition) {
        return new JournalPartitionTable(plus(partitions, partition), sources);
    }

    public JournalPartitionTable withSource(String source) {
        return new JournalPartitionTable(partitions, plus(sources, source));
    }

    private static <T> List<T> plus(List<T> some, T one) {
        List<T> more = new ArrayList<>(some);
        more.add(one);
        return more;
    }

    public Set<JournalPartition> all() {
        Set<JournalPartition> all = new TreeSet<>(Comparator.comparing(JournalPartition::pipeline)
                .thenComparingInt(partition -> partition.input().length()) // worker-2 before worker-10
                .thenComparing(JournalPartition::input));
        all.addAll(partitions);
        return Collections.unmodifiableSet(all);
    }

    public String describe(int id) {
        return id < partitions.size() ? partitions.get(id).toString() : "partition " + id;
    }
}
