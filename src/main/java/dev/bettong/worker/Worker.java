package dev.bettong.worker;

import dev.bettong.runtime.WorkerStatus.StepPlace;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.state.WorkerEntities;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop and what it owns: its share of every pipeline, and the entities of its partitions. Everything it owns is
 * touched by its thread only; others wake it, or ask it to stand still.
 */
public final class Worker {

    private final int index;
    private final EventLoop loop;
    private final WorkerEntities entities;
    private final Supplier<DeadLetterCollector> collectors;
    private final List<Task> tasks = new ArrayList<>(); // filled while wiring
    private final List<Runnable> onRelease = new ArrayList<>(); // filled while wiring
    private final AtomicBoolean woken = new AtomicBoolean(); // set by senders, cleared by this worker

    private LongConsumer onPause = nanos -> {}; // set while wiring
    private long heldSince;
    private volatile @Nullable WorkerDelay delay; // written by the watch, read by status
    private @Nullable Task current; // whose read or batch it handles or has handled last; others may see it late

    /** Set by the thread that begins a round of a {@link QuiescePoint}, cleared by this worker; read by this worker. */
    private final AtomicReference<QuiescePoint.@Nullable Round> round = new AtomicReference<>();

    /**
     * Prepares a worker.
     *
     * @param room what dead letters of each pipeline it may hold until they are taken
     */
    public Worker(int index, EventLoop loop, WorkerEntities entities, Clock clock, DeadLetterCollector.Room room) {
        this.index = index;
        this.loop = loop;
        this.entities = entities;
        this.collectors = () -> new DeadLetterCollector(clock, room);
    }

    public int index() {
        return index;
    }

    public EventLoop loop() {
        return loop;
    }

    /** Any thread: has it run something, whether it is held or not. */
    public void execute(Runnable action) {
        loop.execute(action);
    }

    DeadLetterCollector newCollector() {
        return collectors.get();
    }

    public WorkerEntities entities() {
        return entities;
    }

    void add(Task task) {
        tasks.add(task);
    }

    /** Whether it stands still: nothing new may be handled, only what is already on its way between workers. */
    public boolean held() {
        if (round.get() == null) {
            return false;
        }
        if (heldSince == 0) {
            heldSince = System.nanoTime();
        }
        return true;
    }

    /** Has the worker tell {@code listener} how long it stood still each time, in nanoseconds; before it runs. */
    public void onPause(LongConsumer listener) {
        onPause = listener;
    }

    /** Has the worker call {@code action} whenever it can handle what was put off; before it runs. */
    public void onRelease(Runnable action) {
        onRelease.add(action);
    }

    void hold(QuiescePoint.Round next) {
        round.set(next);
    }

    /** Has its tasks show how their partitions are loaded now; to be called by its thread, once a second. */
    public void renewLoads() {
        for (Task task : tasks) {
            task.chain().partitionings().forEach(PartitionCounters::renew);
        }
    }

    /** Any thread: what is known of its event loop being late beyond the limit, or {@code null} if it is not. */
    public @Nullable WorkerDelay delay() {
        return delay;
    }

    /** The watch: it is late, or, with {@code null}, no longer. */
    public void delayed(@Nullable WorkerDelay by) {
        delay = by;
    }

    void handles(Task task) {
        current = task;
    }

    /** Any thread: events that its functions have taken so far; it stands still if that does not grow. */
    public long events() {
        return tasks.stream().mapToLong(task -> task.chain().events()).sum();
    }

    /** Any thread: in which step of which pipeline its thread is, if it is in one and this is its stack. */
    public @Nullable StepPlace place(StackTraceElement... stack) {
        Task task = current;
        return task == null ? null : task.place(stack);
    }

    /** Another worker has sent something: if that one has resumed after a quiesce point, it is time for this one to act. */
    void received() {
        QuiescePoint.Round present = round.get();
        if (present != null) {
            present.actIfDue(this);
        }
    }

    /** Resumes, unless the next round has begun before it could; with what was put off when it is done with this. */
    void release(QuiescePoint.Round ended) {
        if (!round.compareAndSet(ended, null)) {
            return;
        }
        onPause.accept(System.nanoTime() - heldSince);
        heldSince = 0;
        goOn();
    }

    /** What was put off is to be handled now. */
    void goOn() {
        onRelease.forEach(loop::execute); // each for itself, so that one that throws does not keep the others held
    }

    /**
     * Any thread: has the worker look into its mailboxes, once for all that call before it does.
     *
     * <p>The swap is also the fence between filling a mailbox and asking whether someone has called already.
     */
    void wake() {
        if (!woken.getAndSet(true)) {
            loop.execute(this::receive);
        }
    }

    /**
     * Takes a turn, and then lets the event loop see to its sockets: a scheduled call waits for that, a task that is
     * executed would not. Whoever sends during the turn has no need to call.
     */
    private void receive() {
        for (Task task : tasks) {
            task.receive();
        }
        QuiescePoint.Round present = round.get();
        if (present != null) {
            present.look();
        }
        if (!waiting()) {
            woken.set(false);
            if (!waiting() || woken.getAndSet(true)) {
                return;
            }
        }
        loop.schedule(this::receive, 0, TimeUnit.NANOSECONDS);
    }

    private boolean waiting() {
        for (Task task : tasks) {
            if (task.waiting()) {
                return true;
            }
        }
        return false;
    }
}
