package dev.bettong.chain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The calls of one step on one worker, as checkpoints save them and a recovery makes them again. Owned by the worker. */
public final class StepCalls {

    private final AsyncOperator operator;
    private final boolean durable;
    private final Map<PendingCall.Id, PendingCall> unsaved = new LinkedHashMap<>(); // made since the last cut
    private final List<PendingCall.Id> over = new ArrayList<>(); // since the last cut, but made before it

    StepCalls(AsyncOperator operator, boolean durable) {
        this.operator = operator;
        this.durable = durable;
    }

    /** The name of the step. */
    public String step() {
        return operator.counters().step();
    }

    public CallCounters counters() {
        return operator.counters();
    }

    /** Whether no call is under way or waits. */
    public boolean isEmpty() {
        return operator.counters().pending == 0;
    }

    void made(PendingCall call) {
        if (durable) {
            unsaved.put(call.id, call);
        }
    }

    void over(PendingCall call) {
        if (durable && unsaved.remove(call.id) == null) {
            over.add(call.id);
        }
    }

    /**
     * A checkpoint is cut: gives what has changed since the last one.
     *
     * @param made calls that are under way and were not then
     * @param ended calls that were under way then
     */
    public void cut(Consumer<PendingCall> made, Consumer<PendingCall.Id> ended) {
        unsaved.values().forEach(made);
        over.forEach(ended);
        unsaved.clear();
        over.clear();
    }

    /**
     * Before the first event: calls that were under way at the last checkpoint, in the order in which they were made. They are
     * made again with {@link #begin}.
     *
     * @param next a number larger than those of all calls of earlier runs
     */
    public void restore(List<Saved> saved, long next) {
        operator.restore(saved, next);
    }

    /** A call that was saved. */
    public record Saved(
            PendingCall.Id id,
            EntryPoints.Entry entry,
            PendingCall.Stored stored,
            CallContext.Origin origin,
            PendingCall.Times times) {}

    /** Makes the calls that were restored. */
    public void begin() {
        operator.begin();
    }

    /** Gives up all calls that are under way: nothing that comes of them goes on. */
    public void cancel() {
        operator.cancel();
    }
}
