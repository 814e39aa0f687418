package dev.bettong.chain;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Calls;
import dev.bettong.state.SavedKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function whose output comes later, and hands it on when it has come and it is its turn.
 *
 * <pre>
 * event -> waits -> attempt -> answer -> waits for those before it -> goes on
 *            ^         |
 *            '- waits -'- failed, or took too long
 * </pre>
 *
 * Everything is decided on the worker.
 */
final class AsyncOperator extends CallOperator<Object> implements Attempts.Listener {

    private final AsyncComputation<Object, Object> asked;
    private final Calls how;
    private final CallContext context;
    private final FailureCounter failures;
    private final CallOrder order;
    private final boolean keyed; // whether a partitioning is before it
    private final Behind behind;
    private final CallCounters counted;
    private final StepCalls calls;
    private final int lane;
    private final Deque<PendingCall> waiting = new ArrayDeque<>();
    private final Attempts attempts;
    private @Nullable CallWatch watch;
    private boolean cancelled;
    private long next; // number of the next call

    /**
     * Has called nothing yet.
     *
     * @param lane the number of the worker
     */
    AsyncOperator(
            Asked asked,
            CallContext context,
            StepCounters counters,
            Place place,
            FailureCounter failures,
            CallOrder order,
            Behind behind,
            int lane) {
        super((event, key, partition) -> null, counters, place);
        this.asked = asked.function();
        this.how = asked.how();
        this.keyed = asked.keyed();
        this.context = context;
        this.failures = failures;
        this.order = order;
        this.behind = behind;
        this.counted = new CallCounters(counters.step());
        this.attempts = new Attempts(how.timeout(), context, counted, this);
        this.calls = new StepCalls(this, context.durable());
        this.lane = lane;
    }

    /**
     * What a step calls, and how.
     *
     * @param keyed whether a partitioning is before it
     */
    record Asked(AsyncComputation<Object, Object> function, Calls how, boolean keyed) {}

    /**
     * What is behind a step, and what time it is there.
     *
     * @param segment the one that begins there
     * @param entrance takes the outputs, and is where the worker comes in with them
     * @param times {@code null} where events do not bring their time with them
     */
    record Behind(int segment, Entrance entrance, EventClock clock, @Nullable EventTimes times) {

        /** How far time has come, apart from what calls hold back. */
        long watermark() {
            return times == null ? 0 : times.before(segment);
        }
    }

    CallCounters counters() {
        return counted;
    }

    StepCalls calls() {
        return calls;
    }

    @Override
    void watch(CallWatch by) {
        watch = by;
    }

    @Override
    void process(Object event, Object key, int partition) {
        PendingCall.Stored stored;
        try {
            function.call(event, key, partition); // for those that listen
            stored = context.durable() ? stored(event, key) : null;
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, key, partition);
            return;
        }
        PendingCall call = new PendingCall(
                new PendingCall.Id(lane, next++),
                new EntryPoints.Entry(place.name(), event, key, partition),
                stored,
                context.origin(),
                new PendingCall.Times(behind.clock.eventTime(), behind.watermark()));
        calls.made(call);
        add(call);
        if (attempts.size() < how.inFlight() && !cancelled) { // then no other call waits
            start(waiting.remove());
            counted();
        }
    }

    private PendingCall.Stored stored(Object event, Object key) {
        return new PendingCall.Stored(place.serialized(event), keyed ? SavedKey.of(key) : null);
    }

    private void add(PendingCall call) {
        order.add(call);
        waiting.add(call);
        counted();
    }

    void restore(List<StepCalls.Saved> saved, long nextNumber) {
        next = nextNumber;
        for (StepCalls.Saved each : saved) {
            add(new PendingCall(each.id(), each.entry(), each.stored(), each.origin(), each.times()));
        }
    }

    void begin() {
        startWaiting();
    }

    private void startWaiting() {
        while (attempts.size() < how.inFlight() && !waiting.isEmpty() && !cancelled) {
            PendingCall call = waiting.remove();
            behind.entrance.enter();
            context.resume(call.origin);
            start(call);
        }
        counted();
    }

    private void start(PendingCall call) {
        call.attempts++;
        attempts.begin(call, ask(call.event));
    }

    private CompletionStage<?> ask(Object event) {
        Runnable watched = watch == null ? null : watch.begins();
        try {
            long timed = counters.begin();
            CompletionStage<?> stage = asked.compute(event);
            counters.end(timed);
            return Objects.requireNonNull(stage, "the function returned null instead of a CompletionStage");
        } catch (Throwable thrown) {
            return CompletableFuture.failedStage(thrown);
        } finally {
            if (watched != null) {
                watched.run();
            }
        }
    }

    @Override
    public void ended(PendingCall call, @Nullable Object output, @Nullable Throwable thrown) {
        if (thrown == null) {
            call.output = output;
            order.done(call);
        } else {
            failed(call, thrown);
        }
    }

    private void failed(PendingCall call, Throwable thrown) {
        Throwable failure = thrown;
        boolean again = false;
        if (call.attempts < how.retry().attempts()) {
            try {
                again = how.retry().on().test(thrown);
            } catch (Throwable broken) { // the author's code, too
                broken.addSuppressed(thrown);
                failure = broken;
            }
        }
        if (again) {
            counted.retries++;
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
    @Override
    public void goOn() {
        for (PendingCall call = order.next(); call != null; call = order.next()) {
            handOn(call);
        }
        startWaiting();
    }

    private void handOn(PendingCall call) {
        EventTimes times = behind.times();
        behind.entrance.enter();
        context.resume(call.origin);
        behind.clock.begin(call.time);
        if (times != null) {
            times.arrive(behind.segment); // as far as it had come at the call, which still holds it back
        }
        calls.over(call);
        if (call.failure != null) {
            failures.threw(call.failure, call.attempts, place, call.event, call.key, call.partition);
        } else if (call.output != null) {
            behind.entrance.first().process(call.output, call.key, call.partition);
        }
        order.gone(call);
        if (times != null) {
            times.fire(behind.segment); // what the output has set for a time that is over
        }
    }

    private void counted() {
        if (cancelled) {
            return;
        }
        counted.inFlight = attempts.size();
        counted.pending = order.size();
        context.beyond(order.size() - how.inFlight());
    }

    /** How far time had come at the oldest call; {@link Long#MAX_VALUE} if it does not matter, or there is none. */
    long holds() {
        return order.watermark();
    }

    void cancel() {
        cancelled = true;
        attempts.cancel();
        waiting.clear();
        counted.inFlight = 0;
        counted.pending = 0;
    }

    @Override
    Operator handsTo() {
        return behind.entrance.first();
    }
}
