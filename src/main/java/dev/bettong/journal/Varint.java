package dev.bettong.journal;

import java.nio.ByteBuffer;

/** Numbers of 1 to 5 bytes, 7 bits each, the lowest first, as in Protocol Buffers. */
public final class Varint {

    public static final int MAX_BYTES = 5;

    private static final int MORE = 0x80;
    private static final int BITS = 0x7f;

    private Varint() {}

    public static void put(ByteBuffer target, int value) {
        int rest = value;
        while ((rest & ~BITS) != 0) {
            target.put((byte) (rest | MORE));
            rest >>>= Byte.SIZE - 1;
        }
        target.put((byte) rest);
    }

    public static int get(ByteBuffer source) {
        int value = 0;
        int shift = 0;
        byte next;
        do {
            next = source.get();
            value |= (next & BITS) << shift;
            shift += Byte.SIZE - 1;
        } while (next < 0 && shift < MAX_BYTES * (Byte.SIZE - 1));
        return value;
    }

    /** Bytes with their number in front. */
    public static void putBytes(ByteBuffer target, byte[] bytes) {
        put(target, bytes.length);
        target.put(bytes);
    }

    public static byte[] getBytes(ByteBuffer source) {
        byte[] bytes = new byte[get(source)];
        source.get(bytes);
        return bytes;
    }
}
