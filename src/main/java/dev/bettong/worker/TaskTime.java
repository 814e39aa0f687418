package dev.bettong.worker;

import dev.bettong.chain.EventTimes;
import dev.bettong.time.SavedTime;
import dev.bettong.time.StreamId;
import dev.bettong.time.Watermarks;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The time of a task whose events bring it with them: streams that end or become idle, timers that are due in greater numbers
 * than one turn of the worker takes, and what other workers have to know. Owned by the worker.
 *
 * <p>While timers are due, reads and batches of other workers wait: they are later. But while the worker is held, or the
 * pipeline cannot take more, no timers fire, and batches do not wait for them: a key whose event comes has its own fire first.
 */
public final class TaskTime {

    /** After how long other workers know how far time has come, if no event tells them. */
    private static final long TELL_MILLIS = 10;

    private final EventTimes times;
    private final TaskContext context;
    private final Worker worker;
    private final Runnable turn;
    private BooleanSupplier gate = () -> true; // set while wiring
    private boolean closed;
    private boolean ended;
    private boolean putOff; // whether a read waits for timers
    private boolean telling; // will do so soon
    private boolean settles = true; // nothing comes before the recovery

    /** @param turn has the task fire what is due, for a turn */
    TaskTime(EventTimes times, TaskContext context, Worker worker, Runnable turn) {
        this.times = times;
        this.context = context;
        this.worker = worker;
        this.turn = turn;
        worker.onRelease(this::flushed);
    }

    /** While wiring: whether the pipeline can take what timers make. */
    public void gate(BooleanSupplier open) {
        gate = open;
    }

    /** A read, a batch or the like begins. */
    void begin() {
        times.begin(quiet());
    }

    /** A batch without events says how far its sender is. */
    void receive(Batch batch) {
        times.arrive(batch.segment, batch.sender, batch.watermark(0));
    }

    /** Hands on how far time has come, and fires what that makes due. */
    void spread() {
        times.spread();
    }

    /** What follows was read from a stream. */
    public void read(StreamId stream) {
        times.read(stream);
    }

    /** Something has come on a stream, and is to be handled later. */
    public void heard(StreamId stream) {
        times.streams().heard(stream);
    }

    /** Nothing has come on a stream for too long. */
    public void idle(StreamId stream) {
        times.streams().idle(stream);
        times.streamsChanged();
    }

    /** A stream has ended. */
    public void closed(StreamId stream) {
        if (!closed && !ended && !worker.held() && context.untold()) {
            context.tell(); // nobody will say later how far it has come
        }
        times.streams().closed(stream);
        times.streamsChanged();
    }

    /** How far its streams have come, if some count; {@linkplain Watermarks#idle idle} otherwise. */
    public long streamsReached() {
        return times.streamsReached();
    }

    /**
     * The streams of the run before have ended, on all workers: others are told where time stands for all, as soon as the worker
     * is not held.
     *
     * @param reached see {@link Watermarks#endAll}
     */
    public void endRun(long reached) {
        times.endRun(reached);
        turn.run();
    }

    /** The run begins: all workers know that the streams of the one before have ended, and none holds back others for them. */
    public void beginRun() {
        times.beginRun();
        turn.run();
    }

    /** Whether the other workers know how far time has come. */
    public boolean told() {
        return !context.untold();
    }

    /** The streams that have not ended. */
    public Collection<Watermarks.Stream> streams() {
        return times.streams().streams();
    }

    /** What is to be saved of it. */
    public SavedTime saved() {
        return times.saved();
    }

    /** Before the first event, and behind the timers: what was saved. */
    public void restore(SavedTime saved) {
        times.restore(saved);
        flushed();
    }

    /** Any thread: how far time has come, where that is least; {@link Watermarks#NONE} before the first event. */
    public long watermark() {
        return times.watermark();
    }

    /** Any thread: when the last event has arrived; {@link Watermarks#NONE} before the first one. */
    public long lastArrival() {
        return times.lastArrival();
    }

    /** Any thread: how many streams hold it back. */
    public int counting() {
        return times.streams().counting();
    }

    /** Whether timers are due. */
    public boolean due() {
        return !ended && times.due();
    }

    /** Whether a read has to wait for timers; what waits can be handled when the worker goes on. */
    public boolean putsOff() {
        putOff |= due();
        return due();
    }

    /**
     * Whether what was handed over of the journal is handled with the next entry: others are told at once then, since what
     * follows may have been read after they knew.
     */
    public void settles(boolean now) {
        settles = now;
    }

    /** From now on timers fire only for what still comes. */
    public void close() {
        closed = true;
    }

    /** The task has failed: nothing fires any more, and nothing waits. */
    void end() {
        ended = true;
        goOn();
    }

    private void goOn() {
        if (putOff && !due()) {
            putOff = false;
            worker.goOn();
        }
    }

    /** Fires what is due, for a turn; returns false if the pipeline cannot take more. */
    public boolean fire() {
        if (!gate.getAsBoolean()) {
            return false;
        }
        turn.run();
        return true;
    }

    /** The task has handled something, or can: is called again if timers are due, and tells others how far time has come. */
    public void flushed() {
        goOn();
        if (ended || worker.held()) {
            return; // in the latter case it is called again
        }
        if (mayFire()) {
            worker.wake();
        }
        if (!closed && context.untold()) {
            tellSoon();
        }
    }

    private void tellSoon() {
        if (settles) {
            context.tell();
        } else if (!telling) {
            telling = true;
            try {
                worker.loop().schedule(this::tell, TELL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException over) {
                closed = true; // and nobody is there to be told
            }
        }
    }

    private void tell() {
        telling = false;
        if (!closed && !ended && !worker.held()) {
            context.tell();
        }
    }

    /** Whether timers are to fire now. */
    boolean mayFire() {
        return due() && (!closed || putOff) && !quiet();
    }

    /** Whether batches wait for timers. */
    boolean mayFireBeforeBatches() {
        return due() && !quiet();
    }

    /** Whether no timers fire, apart from those of keys whose events come. */
    boolean quiet() {
        return worker.held() || !gate.getAsBoolean();
    }
}
