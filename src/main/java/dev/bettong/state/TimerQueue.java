package dev.bettong.state;

import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.KeyHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Timers in the order in which they fire: by their times, and at the same time by the stored forms of their keys, or by their
 * hashes while there are many, so that not all that fire have to be sorted before the first. So a replay has the same order.
 * One for each key. Owned by one worker.
 *
 * <p>A hash table of buckets, by the first bits of the hashes, of which one that is full is split (extendible hashing): it
 * grows in small steps. A heap has the bucket with the earliest timer first. To set a timer later, as most time-outs are set
 * again and again, is a look-up and no more.
 */
final class TimerQueue {

    private static final int DEEPEST = 20; // bits; beyond that a bucket becomes larger
    private static final int FEW = 4_000; // timers

    private TimerBucket[] directory = {new TimerBucket(0, 0)}; // by the first bits of the hash
    private int bits; // how many that are
    private final List<TimerBucket> heap =
            new ArrayList<>(List.of(directory)); // none is before that at (place - 1) / 2
    private int size;
    private final List<Due> line = new ArrayList<>(); // few keys whose timers fire at a time, the first one last
    private long lineTime = Timers.NEVER; // when they do

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Due(Object key, byte[] encoded) {}

    int size() {
        return size;
    }

    private TimerBucket bucket(int hash) {
        return directory[bits == 0 ? 0 : hash >>> (Integer.SIZE - bits)];
    }

    /** When the timer of a key fires; {@link Timers#NEVER} if it has none. */
    long at(Object key) {
        int hash = KeyHash.of(key);
        return bucket(hash).at(key, hash);
    }

    /**
     * Sets the timer of a key, in place of the one that it may have.
     *
     * @throws dev.bettong.keys.UnsupportedKeyException if the key has no stored form
     */
    void set(Object key, long at) {
        if (at <= lineTime) {
            lineTime = Timers.NEVER; // the line is another
        }
        int hash = KeyHash.of(key);
        TimerBucket bucket = bucket(hash);
        long before = bucket.first();
        if (!bucket.change(key, hash, at)) {
            KeyCodec.encode(key); // or throws: it could have no place among others
            while (!bucket.makeRoom(bucket.depth == DEEPEST)) {
                split(bucket);
                bucket = bucket(hash);
                before = bucket.first();
            }
            bucket.add(key, hash, at);
            size++;
        }
        if (bucket.first() < before) {
            rise(bucket);
        }
    }

    private void split(TimerBucket full) {
        int bit = Integer.MIN_VALUE >>> full.depth;
        TimerBucket zero = new TimerBucket(full.depth + 1, full.prefix);
        TimerBucket one = new TimerBucket(full.depth + 1, full.prefix | bit);
        full.split(zero, one);
        if (full.depth == bits) {
            directory = doubled(directory);
            bits++;
        }
        int share = 1 << (bits - zero.depth);
        int begin = full.prefix >>> (Integer.SIZE - bits);
        Arrays.fill(directory, begin, begin + share, zero);
        Arrays.fill(directory, begin + share, begin + 2 * share, one);
        put(zero, full.place);
        rise(zero);
        sink(zero);
        put(one, heap.size());
        rise(one);
    }

    private static TimerBucket[] doubled(TimerBucket[] half) {
        TimerBucket[] doubled = new TimerBucket[2 * half.length];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = half[i / 2];
        }
        return doubled;
    }

    /** Clears the timer of a key; returns whether it had one. */
    boolean clear(Object key) {
        int hash = KeyHash.of(key);
        if (!bucket(hash).clear(key, hash)) {
            return false;
        }
        size--;
        if (size == 0) {
            clear();
        }
        return true;
    }

    void clear() {
        bits = 0;
        directory = new TimerBucket[] {new TimerBucket(0, 0)};
        heap.clear();
        heap.add(directory[0]);
        size = 0;
        line.clear();
        lineTime = Timers.NEVER;
    }

    /** When the first timer fires; {@link Timers#NEVER} if there is none. */
    long next() {
        TimerBucket first = heap.getFirst();
        while (!first.exact()) {
            first.look();
            sink(first);
            first = heap.getFirst();
        }
        return first.first();
    }

    /** The key whose timer fires first; there must be one. */
    Object firstKey() {
        long next = next();
        if (size > FEW) {
            return heap.getFirst().firstKey();
        }
        if (next != lineTime) {
            line.clear();
            lineUp(next, 0);
            line.sort((one, other) -> Arrays.compareUnsigned(other.encoded, one.encoded));
            lineTime = next;
        }
        while (!line.isEmpty()) {
            Object key = line.getLast().key;
            if (at(key) == next) {
                return key;
            }
            line.removeLast(); // its timer was cleared, or set to a later time
        }
        throw new IllegalStateException("a key has changed since its timer was set");
    }

    /** Those of the bucket at a place of the heap, and of what is behind it. */
    private void lineUp(long time, int place) {
        if (place < heap.size() && heap.get(place).first() == time) {
            heap.get(place).forEachAt(time, key -> line.add(new Due(key, KeyCodec.encode(key))));
            lineUp(time, 2 * place + 1);
            lineUp(time, 2 * place + 2);
        }
    }

    private static boolean before(TimerBucket one, TimerBucket other) {
        return one.first() < other.first()
                || (one.first() == other.first() && Integer.compareUnsigned(one.prefix, other.prefix) < 0);
    }

    private void rise(TimerBucket bucket) {
        int place = bucket.place;
        while (place > 0 && before(bucket, heap.get((place - 1) / 2))) {
            put(heap.get((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        put(bucket, place);
    }

    private void sink(TimerBucket bucket) {
        int place = bucket.place;
        while (true) {
            int child = 2 * place + 1;
            if (child + 1 < heap.size() && before(heap.get(child + 1), heap.get(child))) {
                child++;
            }
            if (child >= heap.size() || !before(heap.get(child), bucket)) {
                break;
            }
            put(heap.get(child), place);
            place = child;
        }
        put(bucket, place);
    }

    private void put(TimerBucket bucket, int place) {
        if (place == heap.size()) {
            heap.add(bucket);
        } else {
            heap.set(place, bucket);
        }
        bucket.place = place;
    }
}
