package dev.bettong.sink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An output of a numbered sink as a checkpoint saves it: a mark (8 bytes), its number (8 bytes, big-endian), and its bytes. The
 * first of a worker has no bytes, another mark, and the number that the next output of the sink was to get.
 *
 * @param payload {@code null} if only the number of the next output is known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SavedOutput(long number, byte @Nullable [] payload) {

    private static final long NEXT = 0x6265_7474_6f6e_6e78L; // "bettonnx"
    private static final long OUTPUT = 0x6265_7474_6f6e_6f75L; // "bettonou"
    private static final int HEADER = 2 * Long.BYTES;

    /** Whether messages have numbers, and not been saved while the sink was of another kind. */
    public static boolean areNumbered(List<byte[]> messages) {
        return messages.stream()
                .allMatch(message -> message.length >= HEADER
                        && (mark(message) == OUTPUT || (mark(message) == NEXT && message.length == HEADER)));
    }

    /** What messages say without their numbers, if they have some: for a sink that is not numbered any more. */
    public static List<byte[]> payloads(List<byte[]> messages) {
        if (!areNumbered(messages)) {
            return messages;
        }
        List<byte[]> payloads = new ArrayList<>();
        for (byte[] message : messages) {
            byte[] payload = of(message).payload;
            if (payload != null) {
                payloads.add(payload);
            }
        }
        return payloads;
    }

    private static long mark(byte[] message) {
        return ByteBuffer.wrap(message).getLong();
    }

    /** One of messages that have numbers. */
    public static SavedOutput of(byte[] message) {
        ByteBuffer source = ByteBuffer.wrap(message);
        long mark = source.getLong();
        long number = source.getLong();
        byte[] payload = new byte[source.remaining()];
        source.get(payload);
        return new SavedOutput(number, mark == NEXT ? null : payload);
    }

    /** That the next output of the sink gets a number. */
    public static byte[] next(long number) {
        return ByteBuffer.allocate(HEADER).putLong(NEXT).putLong(number).array();
    }

    /** An output with its number. */
    public static byte[] bytes(long number, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putLong(OUTPUT)
                .putLong(number)
                .put(payload)
                .array();
    }
}
