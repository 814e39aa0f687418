package dev.bettong.time;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * The watermark of what a pipeline reads on one worker: all events before it have been seen, as far as the streams keep to
 * their bounds. It is the lowest of those streams that count, and never goes back, unless a run ends. Times are milliseconds
 * since 1970. Owned by the worker.
 *
 * <p>One that is idle does not count until its next event, and one that is closed does not count any more. If none counts, none
 * holds back the others: the watermark is that of the stream that is furthest, and stands there.
 */
public final class Watermarks {

    /** Before the first event. */
    public static final long NONE = -(1L << 60);

    private static final long IDLE = 1L << 62; // beyond all times

    private final Map<StreamId, Stream> streams = new HashMap<>();

    /** Those that count, by how far they were when they were put in; what is behind that is put in again when it is first. */
    private final TreeSet<Stream> counting = new TreeSet<>(
            Comparator.<Stream>comparingLong(stream -> stream.queued).thenComparingLong(stream -> stream.order));

    private long watermark = NONE;
    private long standing = NONE;
    private boolean holding; // for streams that have ended
    private long made;

    /** One stream and how far it has come. */
    public static final class Stream {

        private final StreamId id;
        private final long order; // unique
        private long watermark = NONE;
        private boolean counts;
        private long queued; // not changed while it is among those that count
        private long quietMillis;

        private Stream(StreamId id, long order) {
            this.id = id;
            this.order = order;
        }

        public StreamId id() {
            return id;
        }

        /** Whether it holds back the others. */
        public boolean counts() {
            return counts;
        }

        /** Adds to the time for which it could have had events, and had none; gives all of that, in milliseconds. */
        public long quiet(long millis) {
            quietMillis += millis;
            return quietMillis;
        }
    }

    /** The watermark of something that does not hold back others, as long as they count, as one number. */
    public static long idle(long watermark) {
        return isIdle(watermark) ? watermark : watermark - IDLE;
    }

    /** Whether a number is from {@link #idle}. */
    public static boolean isIdle(long watermark) {
        return watermark < NONE;
    }

    /** The watermark in a number, which may be from {@link #idle}. */
    public static long millis(long watermark) {
        return isIdle(watermark) ? watermark + IDLE : watermark;
    }

    /** How far time has come; {@link #NONE} before the first event. */
    public long current() {
        return watermark;
    }

    /** Whether any stream holds it back, or one that has ended still does. */
    public boolean counts() {
        return holding || !counting.isEmpty();
    }

    /** While no stream holds it back: how far the furthest is of those that are idle; {@link #NONE} if none is. */
    public long standing() {
        return standing;
    }

    /** Any thread: how many streams hold it back. */
    public int counting() {
        return counting.size();
    }

    /** The stream with an id, which does not count before its first event. */
    public Stream stream(StreamId id) {
        return streams.computeIfAbsent(id, added -> new Stream(added, made++));
    }

    /** Something has come on a stream, but no event yet. */
    public void heard(StreamId id) {
        Stream stream = streams.get(id);
        if (stream != null) {
            stream.quietMillis = 0;
        }
    }

    /** All streams that are not closed. */
    public Collection<Stream> streams() {
        return streams.values();
    }

    /**
     * An event has come; returns the watermark, which is to be applied before the event is handled.
     *
     * @param reached the time of the event less the bound of its source
     */
    public long event(Stream stream, long reached) {
        stream.quietMillis = 0;
        stream.watermark = Math.max(stream.watermark, reached);
        count(stream);
        return advance();
    }

    private void count(Stream stream) {
        if (!stream.counts) {
            stream.counts = true;
            stream.queued = stream.watermark;
            counting.add(stream);
        }
    }

    private boolean countNoMore(Stream stream) {
        boolean did = stream.counts && counting.remove(stream);
        stream.counts = false;
        return did;
    }

    /** Nothing has come on a stream for too long; returns the watermark. */
    public long idle(StreamId id) {
        Stream stream = streams.get(id);
        return stream != null && countNoMore(stream) ? advance() : watermark;
    }

    /** A stream is closed; returns the watermark. */
    public long closed(StreamId id) {
        Stream stream = streams.remove(id);
        return stream != null && countNoMore(stream) ? advance() : watermark;
    }

    /**
     * All streams have ended at once, with the process that read them. Other workers are not to be taken along by some whose end
     * is known sooner: this still holds them back, until {@link #letGo}.
     *
     * @param reached the lowest watermark of the workers with streams that count: it stands there, also if it was further here;
     *     {@link #NONE} if no stream counts on any of them
     */
    public void endAll(long reached) {
        streams.clear();
        counting.clear();
        standing = NONE;
        holding = reached > NONE;
        if (holding) {
            watermark = reached;
        }
    }

    /** All workers know that the streams of the run before have ended. */
    public void letGo() {
        holding = false;
    }

    private long advance() {
        if (counting.isEmpty()) {
            standing = furthest();
        }
        watermark = Math.max(watermark, counting.isEmpty() ? standing : lowest());
        return watermark;
    }

    private long furthest() {
        long furthest = NONE;
        for (Stream stream : streams.values()) {
            furthest = Math.max(furthest, stream.watermark);
        }
        return furthest;
    }

    private long lowest() {
        Stream first = counting.first();
        if (counting.size() == 1) {
            first.queued = first.watermark; // there is no order to disturb
        }
        while (first.queued < first.watermark) {
            counting.remove(first);
            first.queued = first.watermark;
            counting.add(first);
            first = counting.first();
        }
        return first.watermark;
    }

    /** How far each stream has come. */
    public List<SavedTime.Stream> saved(IntFunction<String> sources) {
        return streams.values().stream()
                .map(stream -> new SavedTime.Stream(
                        stream.id.lane(),
                        sources.apply(stream.id.source()),
                        stream.id.number(),
                        stream.watermark,
                        stream.counts))
                .toList();
    }

    /** Before the first event: how far time had come. */
    public void restore(long reached) {
        watermark = Math.max(watermark, reached);
    }

    /** Before the first event: how far a stream had come. */
    public void restore(StreamId id, long reached, boolean counts) {
        Stream stream = stream(id);
        stream.watermark = reached;
        if (counts) {
            count(stream);
        }
    }
}
