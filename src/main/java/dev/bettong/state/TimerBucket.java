package dev.bettong.state;

import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.KeyHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a {@link TimerQueue}: the timers of the keys whose hashes begin with the same bits, in an open hash table. Its
 * earliest timer is looked for when it is asked for. Owned by one worker.
 */
final class TimerBucket {

    private static final int SMALLEST = 8; // slots
    private static final int LARGEST = 512; // beyond that it is to be split
    private static final int HOME_BITS = 12; // of the hash, that say where in the table
    private static final int HOMES = (1 << HOME_BITS) - 1;
    private static final int NOWHERE = -1;
    private static final int[] NO_SLOTS = {};

    /** Tags of slots; other tags are bits of the hash of the key, so that most keys in the way need not be looked at. */
    private static final byte FREE = 0;

    private static final byte CLEARED = 1;
    private static final int TAGS = 254;

    /** Orders keys whose timers fire at the same time. */
    private static final Comparator<Due> ORDER = (one, other) -> {
        int byHash = Integer.compareUnsigned(one.hash, other.hash);
        return byHash != 0 ? byHash : Arrays.compareUnsigned(KeyCodec.encode(one.key), KeyCodec.encode(other.key));
    };

    /** In how many first bits the hashes of its keys agree. */
    final int depth;

    /** These bits; the others are 0. */
    final int prefix;

    /** Where it is in the heap of all buckets. */
    int place;

    private byte[] tags = new byte[SMALLEST];
    private @Nullable Object[] keys = new Object[SMALLEST];
    private long[] times = filled(SMALLEST); // NEVER where there is no key
    private int size;
    private int used; // slots that are not free
    private long first = Timers.NEVER; // no timer fires before this
    private boolean exact = true; // whether one fires then
    private int[] slots = NO_SLOTS; // of the timers that fire at a time, the first one last
    private int left; // of the slots
    private long at = Timers.NEVER; // the time

    TimerBucket(int depth, int prefix) {
        this.depth = depth;
        this.prefix = prefix;
    }

    private record Due(int slot, Object key, int hash) {}

    private static long[] filled(int slots) {
        long[] times = new long[slots];
        Arrays.fill(times, Timers.NEVER);
        return times;
    }

    /** No timer fires before this time; whether one fires then says {@link #exact}. */
    long first() {
        return first;
    }

    boolean exact() {
        return exact;
    }

    /** Finds out when the first timer fires; {@link Timers#NEVER} if there is none. */
    void look() {
        long earliest = Timers.NEVER;
        for (long time : times) {
            earliest = Math.min(earliest, time);
        }
        first = earliest;
        exact = true;
    }

    /** When the timer of a key fires; {@link Timers#NEVER} if it has none. */
    long at(Object key, int hash) {
        int slot = find(key, hash);
        return slot == NOWHERE ? Timers.NEVER : times[slot];
    }

    private int find(Object key, int hash) {
        byte tag = tag(hash);
        for (int slot = home(hash); tags[slot] != FREE; slot = behind(slot)) {
            if (tags[slot] == tag && key.equals(keys[slot])) {
                return slot;
            }
        }
        return NOWHERE;
    }

    private static byte tag(int hash) {
        return (byte) ((hash >>> HOME_BITS) % TAGS + 2);
    }

    /** Where a key is, if no other one is there. */
    private int home(int hash) {
        return ((hash & HOMES) * tags.length) >>> HOME_BITS; // as even as a remainder, without the division
    }

    private int behind(int slot) {
        return slot + 1 == tags.length ? 0 : slot + 1;
    }

    /** Changes the time of a key that has a timer; returns whether it has one. */
    boolean change(Object key, int hash, long time) {
        int slot = find(key, hash);
        if (slot == NOWHERE) {
            return false;
        }
        set(slot, time);
        return true;
    }

    private void set(int slot, long time) {
        if (times[slot] == first) {
            exact = false;
        }
        if (time < first) {
            first = time;
            exact = true;
        }
        if (time <= at) {
            at = Timers.NEVER;
        }
        times[slot] = time;
    }

    /** Whether a further key fits in; it may become larger for that, as far as it is to. */
    boolean makeRoom(boolean inAnyCase) {
        if (hasRoom(used, tags.length)) {
            return true;
        }
        int slots = hasRoom(2 * size, tags.length) ? tags.length : larger(tags.length); // or most were cleared
        if (slots > LARGEST && !inAnyCase) {
            return false;
        }
        TimerBucket larger = new TimerBucket(depth, prefix);
        larger.allocate(slots);
        moveTo(larger, larger);
        tags = larger.tags;
        keys = larger.keys;
        times = larger.times;
        used = larger.used;
        at = Timers.NEVER; // the slots are others
        return true;
    }

    private static int larger(int slots) {
        return slots + slots / 4;
    }

    private static boolean hasRoom(int used, int slots) {
        return used < slots - slots / 8;
    }

    private void allocate(int slots) {
        tags = new byte[slots];
        keys = new Object[slots];
        times = filled(slots);
    }

    /** Adds a key that has no timer, for which there is room. */
    void add(Object key, int hash, long time) {
        int slot = home(hash);
        while (tags[slot] != FREE && tags[slot] != CLEARED) {
            slot = behind(slot);
        }
        if (tags[slot] == FREE) {
            used++;
        }
        size++;
        tags[slot] = tag(hash);
        keys[slot] = key;
        set(slot, time);
    }

    /** Shares its keys out among two by the next bit of their hashes. */
    void split(TimerBucket zero, TimerBucket one) {
        zero.allocate(LARGEST / 2);
        one.allocate(LARGEST / 2);
        moveTo(zero, one);
        for (TimerBucket half : List.of(zero, one)) {
            if (half.size == 0) {
                half.allocate(SMALLEST);
            }
        }
    }

    private void moveTo(TimerBucket zero, TimerBucket one) {
        for (int slot = 0; slot < tags.length; slot++) {
            Object key = keys[slot];
            if (key != null) {
                int hash = KeyHash.of(key);
                TimerBucket to = hash << depth >= 0 ? zero : one;
                to.makeRoom(true);
                to.add(key, hash, times[slot]);
            }
        }
    }

    /** Clears the timer of a key; returns whether it has had one. */
    boolean clear(Object key, int hash) {
        int slot = find(key, hash);
        if (slot == NOWHERE) {
            return false;
        }
        set(slot, Timers.NEVER);
        tags[slot] = CLEARED;
        keys[slot] = null;
        size--;
        return true;
    }

    /** The key whose timer fires first; it must have one, and know when that is. */
    Object firstKey() {
        if (at != first) {
            lineUp();
        }
        while (true) {
            int slot = slots[left - 1];
            Object key = keys[slot];
            if (key != null && times[slot] == at) {
                return key;
            }
            left--; // the timer was cleared, or set to a later time
        }
    }

    /** Visits the keys whose timers fire at a time that is not after any other. */
    void forEachAt(long time, Consumer<Object> visitor) {
        if (first == time) {
            for (int slot = 0; slot < times.length; slot++) {
                Object key = keys[slot];
                if (key != null && times[slot] == time) {
                    visitor.accept(key);
                }
            }
        }
    }

    private void lineUp() {
        left = 0;
        List<Due> due = new ArrayList<>();
        for (int slot = 0; slot < times.length; slot++) {
            Object key = keys[slot];
            if (key != null && times[slot] == first) {
                due.add(new Due(slot, key, KeyHash.of(key)));
            }
        }
        due.sort(ORDER);
        slots = new int[due.size()];
        for (Due each : due) {
            slots[slots.length - ++left] = each.slot;
        }
        at = first;
    }
}
