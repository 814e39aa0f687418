package dev.bettong.worker;

import dev.bettong.chain.EventClock;
import dev.bettong.chain.EventTimes;
import dev.bettong.chain.OperatorChain;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.WorkerStatus.StepPlace;
import dev.bettong.state.Timers;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline's share on one worker: runs frames and what other workers send through its chain. What the chain makes of
 * them goes to the {@link TaskContext}. Owned by the worker.
 *
 * <p>A read is handled in one go: {@link #begin}, {@link #frame} for each frame, {@link #flush}.
 */
public final class Task {

    /** Timers that fire at one place of the journal: another number would replay another order. */
    private static final int FIRED_AT_ONCE = 1_000;

    private final Worker worker;
    private final String pipeline;
    private final TaskListener listener;
    private final @Nullable FrameTracer tracer;
    private final TaskContext context;
    private final OperatorChain chain;
    private final EventClock clock;
    private final ArrivalTime arrival;
    private final Inbox incoming = new Inbox();
    private final Predicate<Batch> batchHandler = this::receive;
    private final TaskCalls calls;
    private final @Nullable TaskTime time; // where the events bring it with them
    private final StreamPositions positions;
    private boolean failed;

    /**
     * Compiles the pipeline for a worker.
     *
     * @param workers number of workers
     * @param sinks the sinks of the pipeline by name, or none if the last segment never runs on this worker
     * @param tracer follows frames; or {@code null} if none is to be followed
     */
    public Task(
            TaskPlan plan,
            Worker worker,
            int workers,
            Map<String, TaskSink> sinks,
            TaskListener listener,
            @Nullable FrameTracer tracer) {
        this.pipeline = plan.pipeline().name();
        this.worker = worker;
        this.listener = listener;
        this.tracer = tracer;
        this.context = new TaskContext(plan.pipeline(), worker, workers, sinks, listener);
        this.calls = context.calls();
        this.chain = OperatorChain.compile(plan.pipeline(), plan.partitions(), context, plan.entryPoints());
        calls.wire(chain, tracer);
        this.positions = new StreamPositions(plan.pipeline());
        this.clock = context.clock();
        this.arrival = new ArrivalTime(context.needsTime(), clock, () -> failed ? Timers.NEVER : chain.nextTimer());
        EventTimes times = chain.times();
        context.times(times);
        this.time = times == null ? null : new TaskTime(times, context, worker, this::turn);
        if (tracer != null) {
            chain.watch(step -> () -> context.trace == null ? null : context.trace.step(step));
        }
        worker.add(this);
    }

    /** Wires two tasks of a pipeline, on different workers, before either runs. */
    public static void connect(Task from, Task to, BufferLimit limit) {
        Mailbox mailbox = new Mailbox(limit);
        from.context.connect(to.worker, mailbox);
        to.incoming.add(mailbox);
    }

    /** Index of the worker that owns a partition. */
    public static int owner(int partition, int workers) {
        return partition % workers;
    }

    /** Index of its worker. */
    public int worker() {
        return worker.index();
    }

    public OperatorChain chain() {
        return chain;
    }

    /** Worker: what it could not handle, until someone takes it. */
    public DeadLetterCollector deadLetters() {
        return context.deadLetters();
    }

    /**
     * Begins to handle what was read.
     *
     * @param source index of the source that has read it
     * @param at when it was read, by {@link System#nanoTime()}
     * @param atMillis the same by the steady clock, in milliseconds since 1970
     */
    public void begin(int source, long at, long atMillis) {
        context.begin(source, at, atMillis);
        clock.arrived(atMillis);
        if (time != null) {
            time.begin();
        }
        worker.handles(this);
        worker.entities().readAt(atMillis);
    }

    /** The time of its events; {@code null} if they do not bring it with them. */
    public @Nullable TaskTime time() {
        return time;
    }

    /** How far the streams of its sources have come. */
    public StreamPositions positions() {
        return positions;
    }

    /** What its steps have begun, and goes on later. */
    public TaskCalls calls() {
        return calls;
    }

    /** When its reads have arrived. */
    public ArrivalTime arrival() {
        return arrival;
    }

    /**
     * Time has passed: the timers that are due by then fire, in their order, but only the first {@value #FIRED_AT_ONCE}.
     * Takes the place of a frame. All timers fire here, and therefore at the same places in a replay.
     *
     * @param millis by the system clock, in milliseconds since 1970
     */
    public void tick(long millis) {
        if (failed) {
            return;
        }
        context.source = TaskContext.NO_SOURCE;
        context.frame = TaskContext.NO_FRAME;
        guarded(() -> {
            chain.tick(millis, FIRED_AT_ONCE);
            context.postBatches(); // what follows is of a source
        });
    }

    /** Handles a frame, as far as that can be done on this worker. */
    public void frame(byte[] payload) {
        if (failed) {
            return;
        }
        context.frame = payload;
        if (tracer != null) {
            context.follow(tracer.frame());
        }
        try {
            chain.frame(context.source, payload);
        } catch (Throwable thrown) {
            fail(thrown);
        }
        context.trace = null;
    }

    /**
     * Handles an event once more that had failed, from the step on at which it failed. If it cannot enter there any more,
     * it fails again, with its frame.
     *
     * @param payload the frame from which it had come
     */
    public void reenter(FailedEvent event, byte[] payload) {
        if (failed) {
            return;
        }
        context.frame = payload;
        int source = context.source;
        if (payload.length == 0) { // the event came from a timer
            context.source = TaskContext.NO_SOURCE;
        }
        guarded(() -> chain.reenter(event, source));
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
        context.frame = bytes;
        guarded(() -> chain.rejected(context.source, reason, detail));
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    /** Hands on what was made of the frames since {@link #begin}: to other workers and to the sinks. */
    public void flush() {
        try {
            if (!failed) {
                if (time != null) {
                    time.spread();
                }
                context.postBatches();
            }
            context.flushSinks();
        } catch (Throwable thrown) {
            fail(thrown);
        }
        context.end();
        if (!context.deadLetters().isEmpty()) {
            listener.collected(context.deadLetters());
        }
        calls.flushed();
        if (!failed) {
            arrival.flushed();
            if (time != null) {
                time.flushed();
            }
        }
    }

    /** Handles what other workers have sent, for a turn. */
    void receive() {
        if (time != null && (time.mayFire() || (incoming.waiting() && time.mayFireBeforeBatches()))) {
            turn();
        }
        if (calls.waiting()) {
            goOn(calls::goOn);
        }
        if (mayReceive()) {
            incoming.receive(batchHandler);
        }
    }

    /** Before the first event: makes the calls that were restored. */
    public void beginCalls() {
        goOn(calls::begin);
    }

    private void goOn(Runnable calling) {
        begin(0, System.nanoTime(), worker.entities().nowMillis());
        guarded(calling);
        flush();
    }

    private boolean receive(Batch batch) {
        worker.received();
        handle(batch);
        flush();
        return mayReceive();
    }

    private boolean mayReceive() {
        return time == null || !time.mayFireBeforeBatches();
    }

    /** Fires timers that are due, for a turn. */
    private void turn() {
        goOn(() -> {});
    }

    /** Whether another worker has sent something that waits, or timers do. */
    boolean waiting() {
        return incoming.waiting() || calls.waiting() || (time != null && time.mayFire());
    }

    private void handle(Batch batch) {
        if (failed) {
            return;
        }
        begin(batch.source, batch.readAt, batch.readAtMillis);
        try {
            for (int i = 0; i < batch.size; i++) {
                context.frame = TaskContext.filled(batch.frames[i]);
                if (tracer != null) {
                    followOn(tracer, i == 0 ? null : batch.trace(i - 1), batch.trace(i));
                }
                if (context.needsTime()) {
                    clock.begin(batch.time(i));
                }
                context.source = batch.sourceOf(i);
                batch.handOn(i, chain);
            }
            if (batch.size == 0 && time != null) {
                time.receive(batch);
            }
        } catch (Throwable thrown) {
            fail(thrown);
        }
        context.trace = null;
    }

    /** All events of a frame come one after the other. */
    @SuppressWarnings("ReferenceEquality") // the same frame, not an equal one
    private void followOn(FrameTracer tracer, @Nullable Trace before, @Nullable Trace elsewhere) {
        if (elsewhere == null) {
            context.trace = null;
        } else if (elsewhere != before) {
            context.follow(tracer.goesOn(elsewhere));
        }
    }

    /** Ends the pipeline on this worker: what a failing policy or a bug of the engine throws must not go unseen. */
    private void fail(Throwable thrown) {
        abandon();
        listener.failed(thrown);
    }

    /** Handles nothing any more, since the pipeline has failed elsewhere. */
    public void abandon() {
        failed = true;
        calls.end();
        if (time != null) {
            time.end();
        }
    }

    /** Any thread: in which step the worker is, if it is in this task and this is its stack. */
    @Nullable
    StepPlace place(StackTraceElement... stack) {
        String step = chain.position().step(stack);
        return step == null ? null : new StepPlace(pipeline, step);
    }

    /** Weight of everything ever sent to this task by other workers. */
    public long sent() {
        return incoming.sent();
    }

    /** Weight of everything that was sent to this task and handled. */
    public long handled() {
        return incoming.handled();
    }
}
