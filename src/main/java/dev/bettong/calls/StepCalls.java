package dev.bettong.calls;

import dev.bettong.pipeline.Calls;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one step on one worker.
 *
 * <pre>
 * event -> waits -> attempt -> answer -> waits for those before it -> goes on
 *            ^         |
 *            '- waits -'- failed, or took too long
 * </pre>
 *
 * Owned by the worker, which decides everything.
 */
public final class StepCalls {

    private final String step;
    private final Calls how;
    private final CallContext context;
    private final Caller caller;
    private final CallOrder order;
    private final CallCounters counters;
    private final Attempts attempts;
    private final Deque<PendingCall> waiting = new ArrayDeque<>(); // for an attempt
    private final Map<PendingCall.Id, PendingCall> unsaved = new LinkedHashMap<>(); // made since the last cut
    private final List<PendingCall.Id> over = new ArrayList<>(); // since the last cut, but made before it
    private boolean cancelled;
    private long next; // number of the next call

    /**
     * Has called nothing yet.
     *
     * @param step its name
     * @param keyed whether a partitioning is before the step
     * @param timed whether the watermark matters behind it
     */
    public StepCalls(String step, Calls how, boolean keyed, boolean timed, CallContext context, Caller caller) {
        this.step = step;
        this.how = how;
        this.context = context;
        this.caller = caller;
        this.order = new CallOrder(how.ordered(), keyed, timed);
        this.counters = new CallCounters(step);
        this.attempts = new Attempts(how.timeout(), context, counters, new Answers());
    }

    /** Calls the function of the step, and takes what comes of it. */
    public interface Caller {

        /** Calls the function, which may throw or give no stage: that is a failed one. */
        CompletionStage<?> ask(PendingCall call);

        /** What is done next is done for a call, which came of something else than what is handled at the moment. */
        void resume(PendingCall call);

        /** The output of a call goes on, or its failure is to be counted; it is still among those under way. */
        void handOn(PendingCall call);

        /** That has happened, and it is not among them any more. */
        void handedOn();
    }

    private final class Answers implements Attempts.Listener {

        @Override
        public void ended(PendingCall call, @Nullable Object output, @Nullable Throwable thrown) {
            if (thrown == null) {
                call.output = output;
                order.done(call);
            } else {
                failed(call, thrown);
            }
        }

        @Override
        public void goOn() {
            StepCalls.this.goOn();
        }
    }

    /** The name of the step. */
    public String step() {
        return step;
    }

    public CallCounters counters() {
        return counters;
    }

    /** Whether no call is under way or waits. */
    public boolean isEmpty() {
        return counters.pending == 0;
    }

    /** How far time had come at the oldest call; {@link Long#MAX_VALUE} if it does not matter, or there is none. */
    public long watermark() {
        return order.watermark();
    }

    /** The identity of the next call of a worker. */
    public PendingCall.Id nextId(int lane) {
        return new PendingCall.Id(lane, next++);
    }

    /** Makes a call for what is being handled, at once or when others have ended. */
    public void call(PendingCall call) {
        if (context.durable()) {
            unsaved.put(call.id(), call);
        }
        add(call);
        if (attempts.size() < how.inFlight() && !cancelled) { // then no other call waits
            start(waiting.remove());
            count();
        }
    }

    private void add(PendingCall call) {
        order.add(call);
        waiting.add(call);
        count();
    }

    /**
     * Before the first event: calls that were under way at the last checkpoint, in the order in which they were made. They are
     * made again with {@link #begin}.
     *
     * @param nextNumber larger than the numbers of all calls of earlier runs
     */
    public void restore(List<PendingCall> saved, long nextNumber) {
        next = nextNumber;
        saved.forEach(this::add);
    }

    /** Makes the calls that were restored. */
    public void begin() {
        startWaiting();
    }

    private void startWaiting() {
        while (attempts.size() < how.inFlight() && !waiting.isEmpty() && !cancelled) {
            PendingCall call = waiting.remove();
            caller.resume(call);
            start(call);
        }
        count();
    }

    private void start(PendingCall call) {
        call.attempts++;
        attempts.begin(call, caller.ask(call));
    }

    @SuppressWarnings("ReferenceEquality") // this very one cannot be added to itself
    private void failed(PendingCall call, Throwable thrown) {
        Throwable failure = thrown;
        boolean again = false;
        if (call.attempts < how.retry().attempts()) {
            try {
                again = how.retry().on().test(thrown);
            } catch (Throwable broken) { // the author's code, too
                if (broken != thrown) {
                    broken.addSuppressed(thrown);
                }
                failure = broken;
            }
        }
        if (again) {
            counters.retries++;
            context.schedule(() -> again(call), backoff(call.attempts));
        } else {
            call.failure = failure;
            order.done(call);
        }
    }

    /** Time before the next attempt, in nanoseconds. */
    private long backoff(int attempt) {
        double first = how.retry().first().toNanos();
        double longest = how.retry().longest().toNanos();
        return (long) (Math.min(longest, first * Math.pow(2, attempt - 1)) * (0.5 + context.random()));
    }

    private void again(PendingCall call) {
        waiting.addFirst(call);
        startWaiting();
    }

    /** Hands on what has come and whose turn it is. */
    private void goOn() {
        for (PendingCall call = order.next(); call != null; call = order.next()) {
            if (context.durable() && unsaved.remove(call.id()) == null) {
                over.add(call.id());
            }
            caller.handOn(call);
            order.gone(call);
            caller.handedOn();
        }
        startWaiting();
    }

    private void count() {
        if (!cancelled) {
            counters.inFlight = attempts.size();
            counters.pending = order.size();
            context.backlog(order.size() - how.inFlight());
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

    /** Gives up all calls that are under way: nothing that comes of them goes on. */
    public void cancel() {
        cancelled = true;
        attempts.cancel();
        waiting.clear();
        counters.inFlight = 0;
        counters.pending = 0;
    }
}
