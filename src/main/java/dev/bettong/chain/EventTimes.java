package dev.bettong.chain;

import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.time.SavedTime;
import dev.bettong.time.StreamId;
import dev.bettong.time.Watermarks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The time of a pipeline on one worker, where the events bring it with them. It is as the events and entries of the journal
 * say, in their order, and no clock is read. Times are milliseconds since 1970. Owned by the worker; who reads it elsewhere may
 * see it late.
 *
 * <pre>
 * streams -> segment 0 -> segments of this worker and of others, each behind all that send to it
 * </pre>
 */
public final class EventTimes {

    /** Beyond these, an event has no time that can be meant. */
    private static final long LAST = 1_000_000_000_000_000L;

    /** Timers that fire before an event, and then between two: what is left has its turn before the next read or batch. */
    private static final int FIRED_AT_ONCE = 1_000;

    private final Watermarks streams = new Watermarks();
    private final List<EventTime<Object>> bySource;
    private final List<String> sources; // their names
    private final SegmentTime[] segments;
    private final List<String> names; // of the steps before the segments
    private final Segments.Upstream[] before; // by segment
    private final boolean[] reads; // by segment: whether all that comes there was read on this worker
    private final int[] self; // by segment: number of this worker among those that send to it
    private final @Nullable LongSupplier[]
            calls; // by segment: how far time had come at the oldest call; while compiling
    private final EventClock clock;
    private final StepPosition position;
    private final OperatorContext context;
    private Watermarks.@Nullable Stream stream; // whose events are read
    private long lastArrival = Watermarks.NONE;
    private int turn = FIRED_AT_ONCE; // timers that may still fire in this

    EventTimes(Pipeline pipeline, Segments cuts, StepPosition position, OperatorContext context) {
        this.bySource = pipeline.sources().stream().map(EventTimes::erased).toList();
        this.segments = new SegmentTime[cuts.count()];
        this.self = new int[segments.length];
        this.reads = new boolean[segments.length];
        this.calls = new LongSupplier[segments.length];
        for (int segment = 0; segment < segments.length; segment++) {
            boolean stays = segment != Segments.FIRST && cuts.stays(segment);
            self[segment] = stays ? 0 : context.worker();
            reads[segment] = cuts.reads(segment);
            segments[segment] = new SegmentTime(
                    stays ? 1 : context.workers(),
                    cuts.before(segment).keySet().stream().allMatch(cuts::reads));
        }
        this.before = IntStream.range(0, cuts.count())
                .mapToObj(segment -> Segments.Upstream.of(cuts.before(segment)))
                .toArray(Segments.Upstream[]::new);
        this.sources = pipeline.sources().stream().map(Source::name).toList();
        this.names = IntStream.range(0, cuts.count())
                .mapToObj(segment ->
                        segment == Segments.FIRST ? "" : cuts.cut(segment).name())
                .toList();
        this.clock = context.clock();
        this.position = position;
        this.context = context;
    }

    /** Whether the events of a pipeline bring their time with them. */
    public static boolean in(Pipeline pipeline) {
        return pipeline.sources().stream().anyMatch(source -> source.eventTime() != null);
    }

    @SuppressWarnings("unchecked") // the types were checked where the pipeline was made
    private static EventTime<Object> erased(Source<?> source) {
        return (EventTime<Object>) Objects.requireNonNull(source.eventTime(), source.name());
    }

    SegmentTime segment(int index) {
        return segments[index];
    }

    /** The streams that are read on this worker. */
    public Watermarks streams() {
        return streams;
    }

    /**
     * A read, a batch or the like begins: it has a turn of its own.
     *
     * @param quiet whether no timers fire in it, apart from those of keys whose events come
     */
    public void begin(boolean quiet) {
        turn = quiet ? 0 : FIRED_AT_ONCE;
        stream = null;
    }

    /** What follows was read from a stream. */
    public void read(StreamId id) {
        stream = streams.stream(id);
    }

    /**
     * An event was decoded: its time is applied, in the first segment.
     *
     * @param source index of the source
     * @return what is wrong with its time, or {@code null}
     * @throws Exception what the function of the author throws
     */
    @Nullable
    String decoded(int source, Object event) throws Exception {
        EventTime<Object> declared = bySource.get(source);
        Instant timestamp = declared.of().timestamp(event);
        if (timestamp == null) {
            return "the timestamp extractor returned null";
        }
        if (Math.abs((double) timestamp.getEpochSecond() * 1_000) > LAST) {
            return "the time of the event is %s".formatted(timestamp);
        }
        long time = timestamp.toEpochMilli();
        long arrival = clock.arrival();
        if (time > arrival + declared.ahead().toMillis()) {
            return "the time of the event is %s ahead of the clock".formatted(Duration.ofMillis(time - arrival));
        }
        clock.begin(time);
        if (stream != null) {
            lastArrival = arrival;
            segments[0].receive(
                    self[0], streams.event(stream, time - declared.outOfOrder().toMillis()));
        }
        return null;
    }

    /** Streams have ended or become idle. */
    public void streamsChanged() {
        segments[Segments.FIRST].receive(self[Segments.FIRST], streamsReached());
    }

    /** How far the streams of this worker have come, if some count; {@linkplain Watermarks#idle idle} otherwise. */
    public long streamsReached() {
        return streams.counts() ? streams.current() : Watermarks.idle(streams.standing());
    }

    /** All streams have ended; see {@link Watermarks#endAll}. */
    public void endRun(long reached) {
        streams.endAll(reached);
        if (reached > Watermarks.NONE) {
            for (int segment = 0; segment < segments.length; segment++) {
                if (reads[segment]) { // the others have what all workers had said
                    segments[segment].goBack(reached);
                }
            }
        }
        streamsChanged();
    }

    /** The streams that have ended hold back nobody any more. */
    public void beginRun() {
        streams.letGo();
        streamsChanged();
    }

    /** The watermark that this worker hands on to a segment, wherever that is; may be {@linkplain Watermarks#idle idle}. */
    public long handedTo(int segment) {
        long before = handedOn(segment);
        LongSupplier oldest = calls[segment];
        long held = oldest == null ? Long.MAX_VALUE : oldest.getAsLong();
        return held == Long.MAX_VALUE ? before : Math.min(held, stands(segment));
    }

    /** While compiling: calls hold back the time of the segment behind them. */
    void heldBack(int segment, LongSupplier oldest) {
        calls[segment] = oldest;
    }

    /** How far time has come before a segment. */
    long before(int segment) {
        return Watermarks.millis(handedOn(segment));
    }

    private long handedOn(int segment) {
        long lowest = Long.MAX_VALUE;
        long furthest = Watermarks.NONE;
        Segments.Upstream from = before[segment];
        for (int i = 0; i < from.segments().length; i++) {
            SegmentTime of = segments[from.segments()[i]];
            if (reads[from.segments()[i]] && of.idle()) { // those behind others have still to hear of what comes
                furthest = Math.max(furthest, streams.standing());
            } else {
                lowest = Math.min(lowest, reached(of, from.lags()[i]));
            }
        }
        return lowest == Long.MAX_VALUE ? Watermarks.idle(furthest) : lowest;
    }

    /** How far time has come behind a segment; a time before all times would look idle. */
    private static long reached(SegmentTime of, long lag) {
        return Math.max(Watermarks.NONE, of.fired() - lag);
    }

    /** How far time has come before a segment, also where it stands since streams have ended: they hold back nobody. */
    public long stands(int segment) {
        long lowest = Long.MAX_VALUE;
        Segments.Upstream from = before[segment];
        for (int i = 0; i < from.segments().length; i++) {
            lowest = Math.min(lowest, reached(segments[from.segments()[i]], from.lags()[i]));
        }
        return lowest;
    }

    /** An event goes on in a segment of this worker: what is due before that fires. */
    void arrive(int segment) {
        long now = handedTo(segment);
        if (endsBehind(segment, segments[segment].of(self[segment]), now)) {
            segments[segment].receive(self[segment], stands(segment));
        }
        arrive(segment, self[segment], now);
    }

    /**
     * Whether streams have ended, or become idle, before somebody was told how far they had come. Then that is to be told first:
     * what holds back nobody takes nobody along either.
     *
     * @param told the watermark that was told last
     * @param now the one to be told, from {@link #handedTo}
     */
    public boolean endsBehind(int segment, long told, long now) {
        if (!Watermarks.isIdle(now) || told == now) {
            return false; // as with nearly each event
        }
        long stands = stands(segment);
        return stands > Watermarks.NONE && Watermarks.millis(told) < stands;
    }

    /**
     * A worker says how far time has come where it sends from, and what that makes due fires.
     *
     * @param watermark from {@link #handedTo}
     */
    public void arrive(int segment, int sender, long watermark) {
        segments[segment].receive(sender, watermark);
        fire(segment);
    }

    /** Fires what is due in a segment, as far as the turn goes. */
    void fire(int segment) {
        SegmentTime in = segments[segment];
        if (turn <= 0 || !in.due()) {
            return;
        }
        firing(() -> {
            int fired = in.fire(turn); // further segments take of the turn meanwhile
            turn -= fired;
        });
    }

    /** Fires timers while an event is handled, which goes on afterwards. */
    void firing(Runnable timers) {
        long time = clock.eventTime();
        int entered = position.entered();
        context.beginFiring();
        try {
            timers.run();
        } finally {
            context.endFiring();
            position.enter(entered);
            clock.begin(time);
        }
    }

    /** Hands on, on this worker, how far time has come, and fires what that makes due. */
    public void spread() {
        for (int segment = 1; segment < segments.length; segment++) {
            arrive(segment);
        }
    }

    /** Whether timers are to fire for which there was no time in this turn. */
    public boolean due() {
        for (SegmentTime segment : segments) {
            if (segment.due()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Any thread: how far time has come behind partitionings and calls, where that is least; behind the sources if there are
     * none. {@link Watermarks#NONE} before the first event.
     */
    public long watermark() {
        long least = Long.MAX_VALUE;
        for (int segment = 1; segment < segments.length; segment++) {
            if (!reads[segment] || !segments[segment].idle()) { // or nothing comes there
                least = Math.min(least, segments[segment].reached());
            }
        }
        return least == Long.MAX_VALUE ? segments[segments.length - 1].reached() : least;
    }

    /** Any thread: when the last event of a stream has arrived; {@link Watermarks#NONE} before the first one. */
    public long lastArrival() {
        return lastArrival;
    }

    /** What is to be saved. */
    public SavedTime saved() {
        Map<String, Long> reached = new TreeMap<>();
        for (int segment = 0; segment < segments.length; segment++) {
            reached.put(names.get(segment), segments[segment].reached());
        }
        return new SavedTime(reached, streams.saved(sources::get));
    }

    /** Before the first event, and behind the timers: what was saved, perhaps of several workers. */
    public void restore(SavedTime saved) {
        for (int segment = 1; segment < segments.length; segment++) {
            Long reached = saved.reached().get(names.get(segment));
            if (reached != null) {
                segments[segment].restore(reached);
            }
        }
        long read = saved.reached().getOrDefault(names.getFirst(), Watermarks.NONE);
        streams.restore(read);
        segments[Segments.FIRST].advance(read); // calls may hold back others from that
        for (SavedTime.Stream stream : saved.streams()) {
            int source = sources.indexOf(stream.source());
            if (source >= 0) {
                streams.restore(
                        new StreamId(stream.lane(), source, stream.number()), stream.watermark(), stream.counts());
            }
        }
        streamsChanged();
        for (int segment = 1; segment < segments.length; segment++) {
            segments[segment].receive(self[segment], handedTo(segment));
        }
    }
}
