package dev.bettong.keys;

import java.util.Arrays;
import java.util.UUID;

/** A hash of keys that is the same in every process, and whose bits are all alike. */
public final class KeyHash {

    private KeyHash() {}

    /**
     * The hash of a key; equal keys have the same.
     *
     * @throws UnsupportedKeyException if the key has no stored form
     */
    public static int of(Object key) {
        boolean same = key instanceof String || key instanceof Long || key instanceof Integer || key instanceof UUID;
        return mix(same ? key.hashCode() : Arrays.hashCode(KeyCodec.encode(key))); // that of an enum is not
    }

    /** MurmurHash3's finalizer: the hash codes of numbers differ only in a few bits. */
    static int mix(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
        return mixed ^ (mixed >>> 16);
    }
}
