package dev.bettong.connect;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An output of a numbered sink as a checkpoint saves it: a mark (8 bytes), its number (8 bytes, big-endian), and its bytes. The
 * first of a worker has no bytes, another mark, and the number that the next output of the sink was to get.
 *
 * @param payload {@code null} if only the number of the next output is known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SavedOutput(long number, byte @Nullable [] payload) {

    private static final long NEXT = 0x6265_7474_6f6e_6e78L; // "bettonnx"
    private static final long OUTPUT = 0x6265_7474_6f6e_6f75L; // "bettonou"
    private static final int HEADER = 2 * Long.BYTES;

    /** Whether messages have numbers, and not been saved while the sink was of another kind. */
    static boolean areNumbered(List<byte[]> messages) {
        return messages.stream()
                .allMatch(message -> message.length >= HEADER
                        && (mark(message) == OUTPUT || (mark(message) == NEXT && message.length == HEADER)));
    }

    private static long mark(byte[] message) {
        return ByteBuffer.wrap(message).getLong();
    }

    static SavedOutput of(byte[] message) {
        ByteBuffer source = ByteBuffer.wrap(message);
        long mark = source.getLong();
        long number = source.getLong();
        byte[] payload = new byte[source.remaining()];
        source.get(payload);
        return new SavedOutput(number, mark == NEXT ? null : payload);
    }

    static byte[] next(long number) {
        return ByteBuffer.allocate(HEADER).putLong(NEXT).putLong(number).array();
    }

    static byte[] bytes(long number, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putLong(OUTPUT)
                .putLong(number)
                .put(payload)
                .array();
    }
}
