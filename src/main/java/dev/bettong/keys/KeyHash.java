package dev.bettong.keys;

import java.util.Arrays;
import java.util.UUID;

/** A hash of keys that is the same in every process, and as even in its first bits as in its last. */
public final class KeyHash {

    private static final long PRIME = 0x100000001B3L; // of FNV

    private KeyHash() {}

    /** The hash of a key; equal keys have the same. That of a key without a stored form is of this process only. */
    public static int of(Object key) {
        return switch (key) {
            case String text -> text(text);
            case Long number -> mix(number);
            case Integer number -> mix(number);
            case UUID id -> mix(id.getMostSignificantBits() * PRIME + id.getLeastSignificantBits());
            default -> mix(stored(key));
        };
    }

    /** Other texts collide than those of {@link String#hashCode}, for which it takes two letters. */
    private static int text(String text) {
        long hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = hash * PRIME + text.charAt(i);
        }
        return mix(hash);
    }

    /** The hash codes of enums, for one, are others in each process. */
    private static int stored(Object key) {
        try {
            return Arrays.hashCode(KeyCodec.encode(key));
        } catch (UnsupportedKeyException none) {
            return key.hashCode();
        }
    }

    /** MurmurHash3's finalizer of 64 bits. */
    private static int mix(long bits) {
        long mixed = (bits ^ (bits >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return (int) (mixed ^ (mixed >>> 33));
    }
}
