package dev.bettong.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters there are, by pipeline, without their bytes: so that counting them and looking for old ones reads
 * nothing from disk. Thread-safe. Whoever takes an entry is the only one to do so, and may add it again.
 */
public final class DeadLetterIndex {

    private final NavigableMap<Long, Entry> all = new TreeMap<>(); // by id
    private final Map<String, Share> shares = new HashMap<>(); // by pipeline; none is empty

    /**
     * A letter.
     *
     * @param timeMillis since when it is kept, by the steady clock in milliseconds since 1970
     * @param bytes memory that it takes, where that is bounded
     */
    public record Entry(long id, String pipeline, long timeMillis, long bytes) {}

    /** The letters of one pipeline. */
    private static final class Share {

        private final NavigableMap<Long, Entry> letters = new TreeMap<>(); // by id
        private long bytes;
        private long earliest = Long.MAX_VALUE; // no letter is older; milliseconds since 1970

        /** The latest letter stays however large it is. */
        boolean beyond(int maxCount, long maxBytes) {
            return letters.size() > maxCount || (bytes > maxBytes && letters.size() > 1);
        }
    }

    /** Adds a letter. */
    public synchronized void add(Entry entry) {
        all.put(entry.id(), entry);
        Share share = shares.computeIfAbsent(entry.pipeline(), pipeline -> new Share());
        share.letters.put(entry.id(), entry);
        share.bytes += entry.bytes();
        share.earliest = Math.min(share.earliest, entry.timeMillis());
    }

    /** Takes a letter out, or returns {@code null} if it is not there. */
    public synchronized @Nullable Entry take(long id) {
        Entry entry = all.remove(id);
        if (entry != null) {
            Share share = share(entry);
            share.letters.remove(id);
            share.bytes -= entry.bytes();
            if (share.letters.isEmpty()) {
                shares.remove(entry.pipeline());
            }
        }
        return entry;
    }

    private Share share(Entry entry) {
        Share share = shares.get(entry.pipeline());
        if (share == null) {
            throw new IllegalStateException("dead letter %d is in no share".formatted(entry.id()));
        }
        return share;
    }

    synchronized void replaceBy(Collection<Entry> entries) {
        all.clear();
        shares.clear();
        entries.forEach(this::add);
    }

    /** The highest id, or 0. */
    synchronized long lastId() {
        return all.isEmpty() ? 0 : all.lastKey();
    }

    /** Letters of all pipelines. */
    public synchronized long count() {
        return all.size();
    }

    /** Letters of a pipeline. */
    public synchronized long count(String pipeline) {
        Share share = shares.get(pipeline);
        return share == null ? 0 : share.letters.size();
    }

    /**
     * Ids in their order.
     *
     * @param pipeline whose letters, or {@code null} for those of all pipelines
     * @param afterId the id behind which to begin
     */
    public synchronized List<Long> ids(@Nullable String pipeline, long afterId, int limit) {
        NavigableMap<Long, Entry> letters = all;
        if (pipeline != null) {
            Share share = shares.get(pipeline);
            if (share == null) {
                return List.of();
            }
            letters = share.letters;
        }
        return letters.tailMap(afterId, false).keySet().stream().limit(limit).toList();
    }

    /** Whether there may be a letter from before a time. */
    synchronized boolean anyBefore(long timeMillis) {
        return shares.values().stream().anyMatch(share -> share.earliest < timeMillis);
    }

    /** Takes letters from before a time, whatever their place in the order. */
    public synchronized List<Entry> takeBefore(long timeMillis, int limit) {
        List<Entry> taken = new ArrayList<>();
        for (Share share : List.copyOf(shares.values())) {
            if (share.earliest < timeMillis && taken.size() < limit) {
                takeBefore(timeMillis, limit, share, taken);
            }
        }
        return taken;
    }

    private void takeBefore(long timeMillis, int limit, Share share, List<Entry> taken) {
        long earliest = Long.MAX_VALUE;
        for (Entry entry : List.copyOf(share.letters.values())) {
            if (entry.timeMillis() < timeMillis && taken.size() < limit) {
                take(entry.id());
                taken.add(entry);
            } else {
                earliest = Math.min(earliest, entry.timeMillis());
            }
        }
        share.earliest = earliest;
    }

    /** Whether a pipeline has more letters than it may. */
    synchronized boolean anyBeyond(int maxCount, long maxBytes) {
        return shares.values().stream().anyMatch(share -> share.beyond(maxCount, maxBytes));
    }

    /** Takes the oldest letters of each pipeline that has more than it may. */
    public synchronized List<Entry> takeBeyond(int maxCount, long maxBytes, int limit) {
        List<Entry> taken = new ArrayList<>();
        Iterator<Share> each = List.copyOf(shares.values()).iterator();
        while (each.hasNext() && taken.size() < limit) {
            Share share = each.next();
            while (share.beyond(maxCount, maxBytes) && taken.size() < limit) {
                Entry oldest = share.letters.firstEntry().getValue();
                take(oldest.id());
                taken.add(oldest);
            }
        }
        return taken;
    }
}
