package dev.bettong.worker;

import dev.bettong.calls.CallContext;
import dev.bettong.chain.EventClock;
import dev.bettong.chain.EventTimes;
import dev.bettong.chain.OperatorContext;
import dev.bettong.chain.Segments;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.state.StateAccess;
import dev.bettong.state.StepStates;
import dev.bettong.state.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the chain of a task calls back: holds the frame that the task handles at the moment, and takes what the operators
 * make of it, which is events for other workers, messages for sinks, and dead letters. Owned by the worker.
 */
final class TaskContext implements OperatorContext {

    /** Of what comes from a timer. */
    static final int NO_SOURCE = -1;

    static final byte[] NO_FRAME = {};

    private final String pipeline;
    private final List<String> sources; // their names
    private final Worker worker;
    private final int workers;
    private final Map<String, TaskSink> sinks;
    private final TaskListener listener;
    private final DeadLetterCollector deadLetters;
    private final @Nullable Batch[][] open; // by segment and worker
    private final @Nullable Mailbox[] outgoing; // by worker
    private final @Nullable Worker[] peers; // by worker
    private final List<Trace> traces = new ArrayList<>(); // since the last flush
    private final EventClock clock = new EventClock();
    private final boolean needsTime; // whether a step needs the time of events
    private final ToldWatermarks told;
    private final TaskCalls calls;
    private @Nullable EventTimes times; // set while wiring, where the events bring their time with them
    private int firing; // how many timers are on the stack
    private int sourceHeld; // what is being handled while timers fire
    private byte[] frameHeld = NO_FRAME; // the same
    private @Nullable Trace traceHeld; // the same
    private boolean wrote;
    private long readAt; // see Task.begin
    private long readAtMillis;

    /** Index of the source that has read what the task handles, or {@link #NO_SOURCE}. */
    int source;

    /** What the task handles: a frame, or bytes in which no frame was found. */
    byte[] frame = NO_FRAME;

    /** Follows what the task handles, if it is in the sample. */
    @Nullable
    Trace trace;

    TaskContext(Pipeline pipeline, Worker worker, int workers, Map<String, TaskSink> sinks, TaskListener listener) {
        this.pipeline = pipeline.name();
        this.sources = pipeline.sources().stream().map(Source::name).toList();
        this.worker = worker;
        this.workers = workers;
        this.needsTime = EventTimes.in(pipeline)
                || pipeline.steps().stream()
                        .anyMatch(step -> step instanceof Step.Aggregate || step instanceof Step.Join);
        this.sinks = Map.copyOf(sinks);
        this.listener = listener;
        this.deadLetters = worker.newCollector();
        Segments segments = new Segments(pipeline);
        this.open = new Batch[segments.count()][workers];
        this.outgoing = new Mailbox[workers];
        this.peers = new Worker[workers];
        this.calls = new TaskCalls(this, worker, listener);
        this.told = new ToldWatermarks(segments, workers, worker.index());
    }

    /** While wiring: the time of the events, if they bring it with them. */
    void times(@Nullable EventTimes of) {
        times = of;
    }

    /** What its steps have begun, and goes on later. */
    TaskCalls calls() {
        return calls;
    }

    /** What follows comes of this, and is handled now: what it touches does not expire sooner because it had to wait. */
    void resume(Origin origin) {
        long now = Math.max(worker.entities().nowMillis(), origin.readAtMillis());
        worker.entities().readAt(now);
        begin(origin.source(), origin.readAt(), now);
        frame = origin.frame();
    }

    /** What the task handles at the moment. */
    Origin origin() {
        return new Origin(source, frame, readAt, readAtMillis, trace);
    }

    /** While wiring: where events for another worker go. */
    void connect(Worker to, Mailbox mailbox) {
        outgoing[to.index()] = mailbox;
        peers[to.index()] = to;
    }

    DeadLetterCollector deadLetters() {
        return deadLetters;
    }

    /** The frames that follow were read by a source, at a time; see {@link Task#begin}. */
    void begin(int from, long at, long atMillis) {
        source = from;
        readAt = at;
        readAtMillis = atMillis;
    }

    /** Follows the next frame, if there is something to follow it. */
    void follow(@Nullable Trace next) {
        trace = next;
        if (next != null) {
            traces.add(next);
        }
    }

    /** Hands the batches that are not full to the other workers. */
    void postBatches() {
        for (int segment = 1; segment < open.length; segment++) {
            for (int to = 0; to < workers; to++) {
                Batch batch = open[segment][to];
                if (batch != null) {
                    open[segment][to] = null;
                    post(batch, to);
                }
            }
        }
    }

    /** Has the sinks send what was written to them. */
    void flushSinks() {
        if (wrote) {
            wrote = false;
            sinks.values().forEach(TaskSink::flush);
        }
    }

    /** Everything that was made of the frames is handed over. */
    void end() {
        frame = NO_FRAME;
        trace = null;
        if (!traces.isEmpty()) {
            traces.forEach(Trace::end);
            traces.clear();
        }
    }

    @Override
    public int worker() {
        return worker.index();
    }

    @Override
    public int workers() {
        return workers;
    }

    /** Whether a step needs the time of events. */
    boolean needsTime() {
        return needsTime;
    }

    @Override
    public EventClock clock() {
        return clock;
    }

    @Override
    public CallContext calls(Step.Calling step) {
        return calls.of(step);
    }

    @Override
    public int owner(int partition) {
        return Task.owner(partition, workers);
    }

    @Override
    public StateAccess state(State<?> state, Partitioning partitioning) {
        return worker.entities().of(state, partitioning);
    }

    @Override
    public Timers timers(Step step, Partitioning partitioning) {
        return worker.entities()
                .timers(StepStates.timers(pipeline, step), Objects.requireNonNull(StepStates.of(step)), partitioning);
    }

    @Override
    public void send(int segment, int to, Object event, Object key, int partition) {
        Batch batch = open[segment][to];
        if (batch == null) {
            batch = lease(segment, to, firing > 0 ? sourceHeld : source);
            open[segment][to] = batch;
        }
        if (batch.source == NO_SOURCE) { // what comes of timers says so itself
            batch.source = firing > 0 ? sourceHeld : source;
        }
        if (needsTime) {
            batch.time(clock.eventTime());
        }
        if (times != null) {
            long watermark = times.handedTo(segment);
            told.told(segment, to, watermark);
            batch.watermark(watermark);
        }
        batch.add(event, key, partition, frame, trace);
        if (batch.full()) {
            open[segment][to] = null;
            post(batch, to);
        }
    }

    /** Whether other workers do not know yet how far time has come. */
    boolean untold() {
        return times != null && told.missing(times);
    }

    /** Says to other workers how far time has come, where no event has. */
    void tell() {
        told.tell(filled(times), this::tell);
    }

    private void tell(int segment, int to, long watermark) {
        Batch batch = lease(segment, to, source);
        batch.watermark(watermark);
        post(batch, to);
    }

    private Batch lease(int segment, int to, int from) {
        Batch batch = filled(outgoing[to]).lease();
        batch.segment = segment;
        batch.source = from;
        batch.sender = worker.index();
        batch.readAt = readAt;
        batch.readAtMillis = readAtMillis;
        return batch;
    }

    @Override
    public void beginFiring() {
        if (firing == 0) {
            sourceHeld = source;
            frameHeld = frame;
            traceHeld = trace;
            source = NO_SOURCE;
            frame = NO_FRAME;
            trace = null;
        }
        firing++;
    }

    @Override
    public void endFiring() {
        firing--;
        if (firing == 0) {
            source = sourceHeld;
            frame = frameHeld;
            trace = traceHeld;
            frameHeld = NO_FRAME;
            traceHeld = null;
        }
    }

    private void post(Batch batch, int to) {
        filled(outgoing[to]).send(batch);
        filled(peers[to]).wake();
    }

    @Override
    public Outlet outlet(Sink<?> sink) {
        TaskSink taskSink = sinks.get(sink.name());
        if (taskSink == null) {
            return message -> {
                throw new IllegalStateException("worker %d does not write to sinks".formatted(worker.index()));
            };
        }
        return message -> {
            wrote = true;
            if (trace != null) {
                trace.output(sink.name());
            }
            taskSink.write(message, readAt);
        };
    }

    @Override
    public LongConsumer durations(String step) {
        return listener.durations(step);
    }

    @Override
    public void failed(String place, FailureReason reason) {
        if (trace != null) {
            trace.failed(place, reason);
        }
    }

    @Override
    public void deadLetter(
            String place, FailureReason reason, int partition, String cause, @Nullable FailedEvent event) {
        deadLetters.add(new DeadLetter(
                0,
                pipeline,
                source == NO_SOURCE ? DeadLetter.OF_TIMER : sources.get(source),
                place,
                reason,
                partition,
                cause,
                deadLetters.now(),
                frame,
                event == null || times == null ? event : event.at(clock.eventTime())));
    }

    @Override
    public void deadLetterWithoutFrame(String place, FailureReason reason, int partition, String cause) {
        deadLetters.add(new DeadLetter(
                0, pipeline, DeadLetter.OF_TIMER, place, reason, partition, cause, deadLetters.now(), NO_FRAME, null));
    }

    /** A slot of an array, which must not be empty. */
    static <T> T filled(@Nullable T slot) {
        if (slot == null) {
            throw new IllegalStateException("a slot that must be filled is empty");
        }
        return slot;
    }
}
