package dev.bettong.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.journal.JournalRecord.Arrival;
import dev.bettong.journal.JournalRecord.Frame;
import dev.bettong.journal.JournalRecord.Position;
import dev.bettong.journal.JournalRecord.Reentry;
import dev.bettong.journal.JournalRecord.Rejected;
import dev.bettong.journal.JournalRecord.Stream;
import dev.bettong.journal.JournalRecord.StreamClosed;
import dev.bettong.journal.JournalRecord.StreamIdle;
import dev.bettong.journal.JournalRecord.StreamsEnded;
import dev.bettong.journal.JournalRecord.Tick;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry as bytes: the id of the source (2 bytes, big-endian; 0 in format 1), the time in milliseconds (6 bytes), then the
 * records. A record is a varint of twice its length, plus 1 if it is no frame, and then its body:
 *
 * <ul>
 *   <li>of a frame: the payload
 *   <li>of a {@link Rejected}: the tag of the reason and the detail as UTF-8, each after its length as a varint, and what was
 *       read
 *   <li>of a {@link Reentry}, since format 2: a zero in place of the tag; the step as UTF-8, the key and the event, each after
 *       its length as a varint (the length of the key plus 1, or 0 without a key); and the frame. If the event has a time of
 *       its own, since format 3: {@value #REENTRY} in place of the tag, and the time (8 bytes) before the step
 *   <li>of a {@link Tick}, since format 3: {@value #TICK} in place of the tag of a reason, and the time (8 bytes)
 *   <li>of a {@link Stream}, {@link StreamIdle}, {@link StreamClosed} or {@link StreamsEnded}, since format 3: {@value #STREAM},
 *       {@value #IDLE}, {@value #CLOSED} or {@value #ENDED} in place of the tag of a reason, and the number (8 bytes)
 *   <li>of an {@link Arrival}, since format 3: {@value #ARRIVAL} in place of the tag of a reason, and the time (8 bytes)
 *   <li>of a {@link Position}, since format 3: {@value #POSITION} in place of the tag of a reason; the stream as UTF-8, after its
 *       length as a varint; and the position
 * </ul>
 */
public final class JournalRecords {

    /** Where the records begin. */
    public static final int START = Long.BYTES;

    /** Sources that a store can tell apart. */
    public static final int MAX_SOURCES = (1 << Short.SIZE) - 1;

    private static final int SOURCE_SHIFT = 48;
    private static final long TIME = (1L << SOURCE_SHIFT) - 1;
    private static final String TICK = "tick";
    private static final String ARRIVAL = "arrival";
    private static final String STREAM = "stream";
    private static final String IDLE = "stream-idle";
    private static final String CLOSED = "stream-closed";
    private static final String ENDED = "streams-ended";
    private static final String POSITION = "position";
    private static final String REENTRY = "reentry";
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

    /** A record that is no frame. */
    public static void other(ByteBuffer target, byte[] body) {
        Varint.put(target, body.length << 1 | 1);
        target.put(body);
    }

    /** Of a record that is no frame. */
    public static byte[] body(JournalRecord record) {
        return switch (record) {
            case Frame frame -> throw new IllegalArgumentException("a frame is its own body");
            case Rejected rejected -> body(rejected);
            case Tick tick -> number(TICK, tick.millis());
            case Arrival arrival -> number(ARRIVAL, arrival.millis());
            case Stream stream -> number(STREAM, stream.number());
            case StreamIdle stream -> number(IDLE, stream.number());
            case StreamClosed stream -> number(CLOSED, stream.number());
            case StreamsEnded ended -> number(ENDED, ended.workers());
            case Position position -> body(position);
            case Reentry reentry -> body(reentry);
        };
    }

    private static byte[] body(Position position) {
        byte[] tag = tag(POSITION);
        byte[] stream = position.stream().getBytes(UTF_8);
        ByteBuffer body = ByteBuffer.allocate(
                        tag.length + Varint.MAX_BYTES + stream.length + position.position().length)
                .put(tag);
        Varint.putBytes(body, stream);
        return written(body.put(position.position()));
    }

    private static byte[] body(Reentry reentry) {
        byte[] step = reentry.event().step().getBytes(UTF_8);
        byte[] key = reentry.event().key();
        byte[] event = reentry.event().event();
        Long time = reentry.event().time();
        int size = 5 * Varint.MAX_BYTES + REENTRY.length() + Long.BYTES + step.length + event.length;
        ByteBuffer body = ByteBuffer.allocate(size + (key == null ? 0 : key.length) + reentry.frame().length);
        if (time == null) {
            Varint.put(body, 0);
        } else {
            body.put(tag(REENTRY)).putLong(time);
        }
        Varint.putBytes(body, step);
        Varint.put(body, key == null ? 0 : key.length + 1);
        if (key != null) {
            body.put(key);
        }
        Varint.putBytes(body, event);
        body.put(reentry.frame());
        return written(body);
    }

    private static byte[] written(ByteBuffer body) {
        byte[] bytes = new byte[body.position()];
        body.flip().get(bytes);
        return bytes;
    }

    private static byte[] number(String name, long number) {
        byte[] tag = tag(name);
        return ByteBuffer.allocate(tag.length + Long.BYTES)
                .put(tag)
                .putLong(number)
                .array();
    }

    private static byte[] tag(String name) {
        byte[] tag = name.getBytes(UTF_8);
        ByteBuffer body = ByteBuffer.allocate(Varint.MAX_BYTES + tag.length);
        Varint.putBytes(body, tag);
        return written(body);
    }

    private static byte[] body(Rejected rejected) {
        byte[] reason = rejected.reason().tag().getBytes(UTF_8);
        byte[] detail = rejected.detail().getBytes(UTF_8);
        ByteBuffer body =
                ByteBuffer.allocate(2 * Varint.MAX_BYTES + reason.length + detail.length + rejected.bytes().length);
        Varint.putBytes(body, reason);
        Varint.putBytes(body, detail);
        body.put(rejected.bytes());
        return written(body);
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
                records.add((head & 1) == 0 ? new Frame(bytes) : other(bytes));
            }
            return new JournalEntry(position, start & TIME, id == 0 ? null : sources.get(id - 1), records);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("An entry of %d bytes ends within a record".formatted(value.length), e);
        }
    }

    private static JournalRecord other(byte[] body) {
        ByteBuffer source = ByteBuffer.wrap(body);
        String tag = new String(Varint.getBytes(source), UTF_8);
        return switch (tag) {
            case "" -> reentry(source, null);
            case REENTRY -> reentry(source, source.getLong());
            case TICK -> new Tick(source.getLong());
            case ARRIVAL -> new Arrival(source.getLong());
            case STREAM -> new Stream(source.getLong());
            case IDLE -> new StreamIdle(source.getLong());
            case CLOSED -> new StreamClosed(source.getLong());
            case ENDED -> new StreamsEnded((int) source.getLong());
            case POSITION -> new Position(new String(Varint.getBytes(source), UTF_8), rest(source));
            default -> rejected(tag, source);
        };
    }

    private static Rejected rejected(String tag, ByteBuffer source) {
        String detail = new String(Varint.getBytes(source), UTF_8);
        return new Rejected(reason(tag), detail, rest(source));
    }

    private static Reentry reentry(ByteBuffer source, @Nullable Long time) {
        String step = new String(Varint.getBytes(source), UTF_8);
        int keyLength = Varint.get(source) - 1;
        byte[] key = null;
        if (keyLength >= 0) {
            key = new byte[keyLength];
            source.get(key);
        }
        byte[] event = Varint.getBytes(source);
        return new Reentry(new FailedEvent(step, event, key, time), rest(source));
    }

    private static byte[] rest(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        return bytes;
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
