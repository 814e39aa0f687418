package dev.bettong.chain;

import dev.bettong.calls.CallContext;
import dev.bettong.calls.PendingCall;
import dev.bettong.calls.StepCalls;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Calls;
import dev.bettong.state.SavedKey;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls a function whose output comes later, and hands it on when it has come and it is its turn. */
final class AsyncOperator extends CallOperator<Object> implements StepCalls.Caller {

    private final AsyncComputation<Object, Object> asked;
    private final boolean keyed;
    private final CallContext context;
    private final FailureCounter failures;
    private final Behind behind;
    private final StepCalls calls;
    private final int lane;
    private @Nullable CallWatch watch;

    /**
     * Has called nothing yet.
     *
     * @param lane the number of the worker
     */
    AsyncOperator(
            Asked asked,
            CallContext context,
            StepCounters counters,
            EntryPoints.Place place,
            FailureCounter failures,
            Behind behind,
            int lane) {
        super((event, key, partition) -> null, counters, place);
        this.asked = asked.function();
        this.keyed = asked.keyed();
        this.context = context;
        this.failures = failures;
        this.behind = behind;
        this.lane = lane;
        this.calls = new StepCalls(counters.step(), asked.how(), keyed, behind.timed(), context, this);
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
     * @param timed whether a step there has timers by that
     */
    record Behind(
            int segment,
            Entrance entrance,
            EventClock clock,
            @Nullable EventTimes times,
            boolean timed) {

        /** How far time has come, apart from what calls hold back. */
        long watermark() {
            return times == null
                    ? 0
                    : Math.max(
                            times.before(segment),
                            times.segment(segment).reached()); // the former is less after a recovery, at first
        }
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
        counters.count();
        PendingCall.Stored stored;
        try {
            function.call(event, key, partition); // for those that listen
            stored = context.durable() ? stored(event, key) : null;
        } catch (Throwable thrown) {
            failures.threw(thrown, place, event, key, partition);
            return;
        }
        calls.call(new PendingCall(
                calls.nextId(lane),
                new PendingCall.Keyed(event, key, partition),
                stored,
                context.origin(),
                new PendingCall.Times(behind.clock.eventTime(), behind.watermark())));
    }

    private PendingCall.Stored stored(Object event, Object key) {
        return new PendingCall.Stored(place.serialized(event), keyed ? SavedKey.of(key) : null);
    }

    @Override
    public CompletionStage<?> ask(PendingCall call) {
        Runnable watched = watch == null ? null : watch.begins();
        try {
            CompletionStage<?> stage = asked.compute(call.event().event());
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
    public void resume(PendingCall call) {
        behind.entrance.enter();
        context.resume(call.origin());
        behind.clock.begin(call.times().event());
    }

    @Override
    public void handOn(PendingCall call) {
        resume(call);
        if (behind.times != null) {
            behind.times.arrive(behind.segment); // as far as it had come at the call, which still holds it back
        }
        PendingCall.Keyed event = call.event();
        Throwable failure = call.failure();
        Object output = call.output();
        if (failure != null) {
            failures.threw(failure, call.attempts(), place, event.event(), event.key(), event.partition());
        } else if (output != null) {
            behind.entrance.first().process(output, event.key(), event.partition());
        }
    }

    @Override
    public void handedOn() {
        if (behind.times != null) {
            behind.times.fire(behind.segment); // what the output has set for a time that is over
        }
    }

    @Override
    Operator handsTo() {
        return behind.entrance.first();
    }
}
