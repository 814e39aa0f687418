package dev.bettong.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.journal.JournalRecord.Frame;
import dev.bettong.journal.JournalRecord.Rejected;
import dev.bettong.runtime.FailureReason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry as bytes: the id of the source (2 bytes, big-endian; 0 in format 1), the time in milliseconds (6 bytes), then the
 * records. A record is a varint of twice its length, plus 1 if it is no frame, and its bytes. Those of a {@link Rejected}: the tag of the reason and the detail as
 * UTF-8, each behind its length as a varint, and what was read.
 */
public final class JournalRecords {

    /** Where the records begin. */
    public static final int START = Long.BYTES;

    /** Sources that a store can tell apart. */
    public static final int MAX_SOURCES = (1 << Short.SIZE) - 1;

    private static final int SOURCE_SHIFT = 48;
    private static final long TIME = (1L << SOURCE_SHIFT) - 1;
    private static final int MAX_LENGTH = Integer.MAX_VALUE / 2;

    private JournalRecords() {}

    /** What an entry begins with. */
    public static long head(int source, long timeMillis) {
        return (long) source << SOURCE_SHIFT | timeMillis;
    }

    /** Bytes that a record takes at most. */
    public static int maxSize(byte[] payload) {
        if (payload.length > MAX_LENGTH) {
            throw new IllegalArgumentException("A record of %d bytes is too long".formatted(payload.length));
        }
        return Varint.MAX_BYTES + payload.length;
    }

    public static void frame(ByteBuffer target, byte[] payload) {
        Varint.put(target, payload.length << 1);
        target.put(payload);
    }

    public static void rejected(ByteBuffer target, byte[] body) {
        Varint.put(target, body.length << 1 | 1);
        target.put(body);
    }

    public static byte[] body(Rejected rejected) {
        byte[] reason = rejected.reason().tag().getBytes(UTF_8);
        byte[] detail = rejected.detail().getBytes(UTF_8);
        ByteBuffer body =
                ByteBuffer.allocate(2 * Varint.MAX_BYTES + reason.length + detail.length + rejected.bytes().length);
        Varint.putBytes(body, reason);
        Varint.putBytes(body, detail);
        body.put(rejected.bytes());
        byte[] bytes = new byte[body.position()];
        body.flip().get(bytes);
        return bytes;
    }

    /**
     * Reads an entry.
     *
     * @param sources the name of the source with id n at index n - 1
     * @throws IllegalArgumentException if it is none
     */
    public static JournalEntry entry(long position, byte[] value, List<String> sources) {
        try {
            ByteBuffer source = ByteBuffer.wrap(value);
            long start = source.getLong();
            int id = (int) (start >>> SOURCE_SHIFT);
            if (id > sources.size()) {
                throw new IllegalArgumentException("An entry is of source %d, of %d".formatted(id, sources.size()));
            }
            List<JournalRecord> records = new ArrayList<>();
            while (source.hasRemaining()) {
                int head = Varint.get(source);
                byte[] bytes = new byte[head >>> 1];
                source.get(bytes);
                records.add((head & 1) == 0 ? new Frame(bytes) : rejected(bytes));
            }
            return new JournalEntry(position, start & TIME, id == 0 ? null : sources.get(id - 1), records);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("An entry of %d bytes ends within a record".formatted(value.length), e);
        }
    }

    private static Rejected rejected(byte[] body) {
        ByteBuffer source = ByteBuffer.wrap(body);
        String tag = new String(Varint.getBytes(source), UTF_8);
        String detail = new String(Varint.getBytes(source), UTF_8);
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        return new Rejected(reason(tag), detail, bytes);
    }

    /** By its tag, which is what is stored. */
    public static FailureReason reason(String tag) {
        for (FailureReason reason : FailureReason.values()) {
            if (reason.tag().equals(tag)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("There is no failure reason '%s'".formatted(tag));
    }
}
