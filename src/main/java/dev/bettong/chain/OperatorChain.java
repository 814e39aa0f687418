package dev.bettong.chain;

import dev.bettong.calls.StepCalls;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.InvalidRequestException;
import dev.bettong.runtime.PipelineFailedException;
import dev.bettong.runtime.TapListener;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.state.Timers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline compiled for one worker. Every partitioning cuts it into {@linkplain Segments segments}: the first one runs
 * where a frame was read, each further one where the partition of the event's key is owned.
 *
 * <pre>
 * frame -> decode -> step -> step -> route | step -> step -> route | step -> encode -> outlet
 *          '------- segment 0 ----------'   '---- segment 1 ----'   '---- segment 2 ----'
 * </pre>
 *
 * Where several steps are behind one, each gets its outputs; of branches, one gets them. Flows that merge have the rest of
 * their operators in common.
 *
 * Owned by its worker.
 */
public final class OperatorChain {

    private final Decoding[] decodings; // by source
    private final Entrance[] segments; // without the first one
    private final Entrances entrances;
    private final List<CallOperator<?>> calls;
    private final List<StepTimers> timed;
    private final List<TimerCounters> timers;
    private final List<StepCalls> pending;
    private final List<StepCounters> steps;
    private final List<PartitionCounters> partitionings;
    private final List<FailureCounter> failures;
    private final StepPosition position;
    private final EventClock clock;
    private final @Nullable EventTimes times; // where the events bring their time with them

    OperatorChain(
            List<Decoding> decodings,
            Entrances entrances,
            List<CallOperator<?>> calls,
            List<StepTimers> timed,
            List<StepCalls> pending,
            List<PartitionCounters> partitionings,
            List<FailureCounter> failures,
            StepPosition position,
            EventClock clock,
            @Nullable EventTimes times) {
        this.decodings = decodings.toArray(new Decoding[0]);
        this.entrances = entrances;
        this.segments = entrances.segments().toArray(new Entrance[0]);
        this.calls = List.copyOf(calls);
        this.timed = List.copyOf(timed);
        this.timers = this.timed.stream().map(StepTimers::counters).toList();
        this.pending = List.copyOf(pending);
        this.steps = this.calls.stream().map(call -> call.counters).distinct().toList();
        this.partitionings = List.copyOf(partitionings);
        this.failures = List.copyOf(failures);
        this.position = position;
        this.clock = clock;
        this.times = times;
    }

    /**
     * Where events come in.
     *
     * @param segments the ways into each segment but the first
     * @param byName ways in by the names of entry points
     * @param points where events that failed can come in
     * @param owned whether this worker owns a partition
     */
    record Entrances(List<Entrance> segments, Map<String, Entrance> byName, EntryPoints points, IntPredicate owned) {}

    /**
     * Compiles a pipeline that has passed the start-up check, which keeps no events that fail.
     *
     * @param partitions number of partitions for keys without a list
     */
    public static OperatorChain compile(Pipeline pipeline, int partitions, OperatorContext context) {
        return compile(pipeline, partitions, context, EntryPoints.NONE);
    }

    /**
     * Compiles a pipeline that has passed the start-up check.
     *
     * @param partitions number of partitions for keys without a list
     * @param entryPoints what is kept of events that fail
     */
    public static OperatorChain compile(
            Pipeline pipeline, int partitions, OperatorContext context, EntryPoints entryPoints) {
        return new ChainCompiler(pipeline, partitions, context, entryPoints).compile();
    }

    /**
     * Decodes a frame and runs it through the first segment, and through further ones as far as this worker owns them.
     *
     * @param source index of the source that has read it
     * @throws PipelineFailedException if something failed and the policy of the pipeline is to fail
     */
    public void frame(int source, byte[] payload) {
        Decoding decoding = decodings[source];
        Object event;
        try {
            if (source > 0) { // at the first one it always is
                decoding.next().enter();
            }
            event = decoding.decoder().decode(payload);
        } catch (Throwable thrown) {
            position.leave();
            decoding.failures().threw(thrown, Operator.NO_PARTITION);
            return;
        }
        if (event != null && (times == null || timed(source, event, decoding, times))) {
            decoding.first().process(event, Operator.NO_KEY, Operator.NO_PARTITION);
        }
        if (source > 0) {
            position.leave();
        }
    }

    private static boolean timed(int source, Object event, Decoding decoding, EventTimes times) {
        FailureCounter failures = Objects.requireNonNull(decoding.timeless());
        String wrong;
        try {
            wrong = times.decoded(source, event);
        } catch (Throwable thrown) {
            failures.threw(thrown, Operator.NO_PARTITION);
            return false;
        }
        if (wrong != null) {
            failures.failed(wrong, Operator.NO_PARTITION);
        }
        return wrong == null;
    }

    /**
     * Goes on with an event that another worker sent.
     *
     * @throws PipelineFailedException if something failed and the policy of the pipeline is to fail
     */
    public void receive(int segment, Object event, Object key, int partition) {
        segments[segment - 1].receive(event, key, partition);
    }

    /**
     * Goes on with an event that another worker sent, and that brings its time with it.
     *
     * @param watermark of the worker {@code sender}, from {@link EventTimes#handedTo}
     * @throws PipelineFailedException if something failed and the policy of the pipeline is to fail
     */
    public void receive(int segment, Object event, Object key, int partition, int sender, long watermark) {
        EventTimes in = Objects.requireNonNull(times);
        in.arrive(segment, sender, watermark);
        receive(segment, event, key, partition);
        in.fire(segment); // what the event has set for a time that is over
    }

    /**
     * Handles an event once more that had failed, from the step on at which it failed. If it cannot enter there any more,
     * because the pipeline is another one since it was journaled, it fails again.
     *
     * @param source index of the source that had read its frame
     * @throws PipelineFailedException if something failed and the policy of the pipeline is to fail
     */
    public void reenter(FailedEvent event, int source) {
        EntryPoints.Entry entry;
        try {
            entry = entrances.points().entry(event);
        } catch (InvalidRequestException changed) {
            cannotEnter(source, String.valueOf(changed.getMessage()));
            return;
        }
        if (event.time() != null) {
            clock.begin(event.time());
        }
        receiveAt(entry);
    }

    /**
     * Runs an event that failed from the step on at which it failed. Nothing before that step sees it again.
     *
     * @throws PipelineFailedException if something failed and the policy of the pipeline is to fail
     * @throws IllegalArgumentException if there is no such step, or another worker owns the event's partition
     */
    public void receiveAt(EntryPoints.Entry entry) {
        Entrance entrance = entrances.byName().get(entry.step());
        if (entrance == null) {
            throw new IllegalArgumentException("there is no step '%s'".formatted(entry.step()));
        }
        if (entry.partition() != Operator.NO_PARTITION && !entrances.owned().test(entry.partition())) {
            throw new IllegalArgumentException("partition %d is owned elsewhere".formatted(entry.partition()));
        }
        entrance.receive(entry.event(), entry.key(), entry.partition());
        if (times != null) {
            times.spread();
        }
    }

    /** The time of the events; {@code null} if they do not bring it with them. */
    public @Nullable EventTimes times() {
        return times;
    }

    /** When the first timer of any step fires, in milliseconds since 1970; {@link Timers#NEVER} if none is set. */
    public long nextTimer() {
        long next = Timers.NEVER;
        for (StepTimers each : timed) {
            next = Math.min(next, each.next());
        }
        return next;
    }

    /**
     * Time has passed: the timers that are due fire, in the order of their times, and at the same time in that of the steps.
     *
     * @param millis the time, in milliseconds since 1970
     * @param most how many fire at most
     * @throws PipelineFailedException if something failed and the policy of the pipeline is to fail
     */
    public void tick(long millis, int most) {
        for (int fired = 0; fired < most && nextTimer() <= millis; fired++) {
            fireTimer(nextTimer(), millis);
        }
        position.leave();
        clock.ticked(millis);
    }

    private void fireTimer(long next, long millis) {
        for (StepTimers each : timed) {
            if (each.next() == next) {
                each.fire(millis);
                return;
            }
        }
    }

    /**
     * Goes on with something that a step has begun, and that had to wait.
     *
     * @throws PipelineFailedException if something failed and the policy of the pipeline is to fail
     */
    public void goOn(Runnable action) {
        action.run();
        position.leave();
    }

    /** The calls of the steps that call other services, in their order. */
    public List<StepCalls> pending() {
        return pending;
    }

    /** Whether a step has timers. */
    public boolean hasTimers() {
        return !timed.isEmpty();
    }

    /**
     * Counts an event that failed and was to enter again, and cannot.
     *
     * @param source index of the source that had read its frame
     * @param detail why, without any of the event
     * @throws PipelineFailedException if the policy of the pipeline is to fail
     */
    public void cannotEnter(int source, String detail) {
        decodings[source].failures().failed(detail, Operator.NO_PARTITION);
    }

    /**
     * Counts bytes that are no frame.
     *
     * @param source index of the source that has read them
     * @param detail what was wrong, without any of the bytes
     * @throws PipelineFailedException if the policy of the pipeline is to fail
     */
    public void rejected(int source, FailureReason reason, String detail) {
        FailureCounter counter = decodings[source].framing().get(reason);
        if (counter == null) {
            throw new IllegalArgumentException("'%s' is not a failure of framing".formatted(reason.tag()));
        }
        counter.failed(detail, Operator.NO_PARTITION);
    }

    /**
     * Has the calls of all functions watched; before the first frame, for good.
     *
     * @param watches gives the watch of a step by its name
     */
    public void watch(Function<String, CallWatch> watches) {
        calls.forEach(call -> call.watch(watches.apply(call.counters.step())));
    }

    /** Has a listener get the events that come to a step; nothing happens if it calls no function. */
    public void tap(String step, TapListener listener) {
        calls.stream().filter(call -> call.counters.step().equals(step)).forEach(call -> call.tap(listener));
    }

    /** Removes a listener. */
    public void untap(TapListener listener) {
        calls.forEach(call -> call.untap(listener));
    }

    /** Any thread: where the worker is in this chain. */
    public StepPosition position() {
        return position;
    }

    /** Segments: one more than there are partitionings. */
    public int segments() {
        return segments.length + 1;
    }

    /** Any thread: events that its functions have taken, and timers that have fired so far, about. */
    public long events() {
        return steps.stream().mapToLong(StepCounters::messages).sum()
                + timers.stream().mapToLong(TimerCounters::fired).sum()
                + partitionings.stream().mapToLong(PartitionCounters::events).sum();
    }

    /** The counters of the steps that call a function, in their order. */
    public List<StepCounters> steps() {
        return steps;
    }

    /** The counters of the steps that have timers, in their order. */
    public List<TimerCounters> timers() {
        return timers;
    }

    /** The counters of the partitionings, in their order. */
    public List<PartitionCounters> partitionings() {
        return partitionings;
    }

    /** The counters of everything that can fail. */
    public List<FailureCounter> failures() {
        return failures;
    }
}
