package dev.bettong.worker;

import dev.bettong.chain.OperatorChain;
import dev.bettong.chain.OperatorContext;
import dev.bettong.chain.StepCounters;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.WorkerStatus.StepPlace;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.state.StateAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline's share on one worker: its chain, the batches that it fills for the other workers, and the mailboxes that
 * they fill for it. Owned by the worker.
 *
 * <p>A read is handled in one go: {@link #begin}, {@link #frame} for each frame, {@link #flush}.
 */
public final class Task implements OperatorContext {

    /** Batches taken from one mailbox in a turn, so that connections get theirs. */
    private static final int BATCHES_PER_TURN = 16;

    private static final byte[] NO_FRAME = {};

    private final Worker worker;
    private final int workers;
    private final Map<String, TaskSink> sinks;
    private final TaskListener listener;
    private final @Nullable FrameTracer tracer;
    private final OperatorChain chain;
    private final @Nullable Batch[][] open; // by segment and worker
    private final @Nullable Mailbox[] outgoing; // by worker
    private final @Nullable Worker[] peers; // by worker
    private final List<Mailbox> incoming = new ArrayList<>();
    private final String pipeline;
    private final DeadLetterCollector deadLetters;
    private int source; // that has read what is being handled, by its index
    private long readAt;
    private long readAtMillis;
    private byte[] frame = NO_FRAME; // what is being handled: a frame, or bytes in which none was found
    private @Nullable Trace trace; // of what is being handled, if it is in the sample
    private final List<Trace> traces = new ArrayList<>(); // since the last flush
    private boolean wrote;
    private boolean failed;

    /**
     * Compiles the pipeline for a worker.
     *
     * @param workers number of workers
     * @param partitions number of partitions for keys without a list
     * @param sinks the sinks of the pipeline by name, or none if the last segment never runs on this worker
     * @param tracer follows frames; or {@code null} if none is to be followed
     */
    public Task(
            Pipeline pipeline,
            Worker worker,
            int workers,
            int partitions,
            Map<String, TaskSink> sinks,
            TaskListener listener,
            @Nullable FrameTracer tracer) {
        this.pipeline = pipeline.name();
        this.worker = worker;
        this.deadLetters = worker.newCollector();
        this.workers = workers;
        this.sinks = Map.copyOf(sinks);
        this.listener = listener;
        this.tracer = tracer;
        this.chain = OperatorChain.compile(pipeline, partitions, this);
        if (tracer != null) {
            chain.watch(step -> () -> trace == null ? null : trace.step(step));
        }
        this.open = new Batch[chain.segments()][workers];
        this.outgoing = new Mailbox[workers];
        this.peers = new Worker[workers];
        worker.add(this);
    }

    /** Wires two tasks of a pipeline, on different workers, before either runs. */
    public static void connect(Task from, Task to, BufferLimit mark) {
        Mailbox mailbox = new Mailbox(mark);
        from.outgoing[to.worker()] = mailbox;
        from.peers[to.worker()] = to.worker;
        to.incoming.add(mailbox);
    }

    /** Index of the worker that owns a partition. */
    public static int owner(int partition, int workers) {
        return partition % workers;
    }

    public OperatorChain chain() {
        return chain;
    }

    /** Worker: what it could not handle, until someone takes it. */
    public DeadLetterCollector deadLetters() {
        return deadLetters;
    }

    /**
     * Begins to handle what was read.
     *
     * @param from index of the source that has read it
     * @param at when it was read, by {@link System#nanoTime()}
     * @param atMillis the same, in milliseconds since 1970
     */
    public void begin(int from, long at, long atMillis) {
        source = from;
        readAt = at;
        readAtMillis = atMillis;
        worker.handles(this);
        worker.entities().readAt(atMillis);
    }

    /** Handles a frame, as far as that can be done on this worker. */
    public void frame(byte[] payload) {
        if (failed) {
            return;
        }
        frame = payload;
        if (tracer != null) {
            follow(tracer.frame());
        }
        try {
            chain.frame(source, payload);
        } catch (Throwable thrown) {
            fail(thrown);
        }
        trace = null;
    }

    private void follow(@Nullable Trace next) {
        trace = next;
        if (next != null) {
            traces.add(next);
        }
    }

    /**
     * Counts bytes that are no frame.
     *
     * @param bytes the first of them
     */
    public void rejected(FailureReason reason, String detail, byte[] bytes) {
        if (failed) {
            return;
        }
        frame = bytes;
        try {
            chain.rejected(source, reason, detail);
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    /** Hands on what was made of the frames since {@link #begin}: to other workers and to the sinks. */
    public void flush() {
        try {
            if (!failed) {
                postBatches();
            }
            if (wrote) {
                wrote = false;
                for (TaskSink sink : sinks.values()) {
                    sink.flush();
                }
            }
        } catch (Throwable thrown) {
            fail(thrown);
        }
        handOver();
    }

    private void handOver() {
        frame = NO_FRAME;
        if (!traces.isEmpty()) {
            traces.forEach(Trace::end);
            traces.clear();
        }
        if (!deadLetters.isEmpty()) {
            listener.collected(deadLetters);
        }
    }

    private void postBatches() {
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

    /** Handles what other workers have sent, for a turn. */
    void receive() {
        for (int i = 0; i < incoming.size(); i++) {
            receive(incoming.get(i));
        }
    }

    /** Whether another worker has sent something that waits. */
    boolean waiting() {
        for (int i = 0; i < incoming.size(); i++) {
            if (incoming.get(i).waits()) {
                return true;
            }
        }
        return false;
    }

    private void receive(Mailbox mailbox) {
        for (int i = 0; i < BATCHES_PER_TURN; i++) {
            Batch batch = mailbox.poll();
            if (batch == null) {
                return;
            }
            worker.received();
            handle(batch);
            flush();
            mailbox.handled(batch);
        }
    }

    private void handle(Batch batch) {
        if (failed) {
            return;
        }
        begin(batch.source, batch.readAt, batch.readAtMillis);
        try {
            for (int i = 0; i < batch.size; i++) {
                frame = filled(batch.frames[i]);
                if (tracer != null) {
                    goOn(tracer, i == 0 ? null : batch.trace(i - 1), batch.trace(i));
                }
                chain.receive(batch.segment, filled(batch.events[i]), filled(batch.keys[i]), batch.partitions[i]);
            }
        } catch (Throwable thrown) {
            fail(thrown);
        }
        trace = null;
    }

    /** All events of a frame come one after the other. */
    @SuppressWarnings("ReferenceEquality") // the same frame, not an equal one
    private void goOn(FrameTracer tracer, @Nullable Trace before, @Nullable Trace elsewhere) {
        if (elsewhere == null) {
            trace = null;
        } else if (elsewhere != before) {
            follow(tracer.goesOn(elsewhere));
        }
    }

    /** Ends the pipeline on this worker: what a failing policy or a fault of ours throws must not go unseen. */
    private void fail(Throwable thrown) {
        failed = true;
        listener.failed(thrown);
    }

    /** Handles nothing any more, since the pipeline has failed elsewhere. */
    public void abandon() {
        failed = true;
    }

    /** Any thread: events that its functions have taken so far, about. */
    long events() {
        return chain.steps().stream().mapToLong(StepCounters::messages).sum()
                + chain.partitionings().stream()
                        .mapToLong(PartitionCounters::events)
                        .sum();
    }

    /** Any thread: in which step the worker is, if it is in this task and this is its stack. */
    @Nullable
    StepPlace place(StackTraceElement... stack) {
        String step = chain.position().step(stack);
        return step == null ? null : new StepPlace(pipeline, step);
    }

    /** Weight of everything ever sent to this task by other workers. */
    public long sent() {
        return incoming.stream().mapToLong(Mailbox::sent).sum();
    }

    /** Weight of everything that was sent to this task and handled. */
    public long handled() {
        return incoming.stream().mapToLong(Mailbox::handled).sum();
    }

    @Override
    public int worker() {
        return worker.index();
    }

    @Override
    public int owner(int partition) {
        return owner(partition, workers);
    }

    @Override
    public StateAccess state(State<?> state, Partitioning partitioning) {
        return worker.entities().of(state, partitioning);
    }

    @Override
    public void send(int segment, int to, Object event, Object key, int partition) {
        Batch batch = open[segment][to];
        if (batch == null) {
            batch = filled(outgoing[to]).lease();
            batch.segment = segment;
            batch.source = source;
            batch.readAt = readAt;
            batch.readAtMillis = readAtMillis;
            open[segment][to] = batch;
        }
        batch.add(event, key, partition, frame, trace);
        if (batch.full()) {
            open[segment][to] = null;
            post(batch, to);
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
    public void failed(String place, FailureReason reason) {
        if (trace != null) {
            trace.failed(place, reason);
        }
    }

    @Override
    public void deadLetter(String place, FailureReason reason, int partition, String cause) {
        deadLetters.add(pipeline, place, reason, partition, cause, frame);
    }

    @Override
    public LongConsumer durations(String step) {
        return listener.durations(step);
    }

    private static <T> T filled(@Nullable T slot) {
        if (slot == null) {
            throw new IllegalStateException("a slot that must be filled is empty");
        }
        return slot;
    }
}
