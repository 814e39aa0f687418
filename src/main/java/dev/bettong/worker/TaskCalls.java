package dev.bettong.worker;

import dev.bettong.calls.CallContext;
import dev.bettong.calls.StepCalls;
import dev.bettong.chain.OperatorChain;
import dev.bettong.pipeline.Step;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the steps of a task have begun elsewhere, and goes on when an answer has come. Answers wait while the worker is held.
 * Owned by the worker, unless a method says otherwise.
 */
public final class TaskCalls {

    private static final Logger log = LoggerFactory.getLogger(TaskCalls.class);

    private static final int QUEUE_CHUNK = 128;

    /** What is handled in a turn, so that connections get theirs. */
    private static final int AT_ONCE = 256;

    private final MpscUnboundedAtomicArrayQueue<Runnable> answers = new MpscUnboundedAtomicArrayQueue<>(QUEUE_CHUNK);
    private final TaskContext context;
    private final Worker worker;
    private final TaskListener listener;
    private @Nullable OperatorChain chain; // set while wiring
    private @Nullable FrameTracer tracer; // likewise
    private final SplittableRandom random;
    private int source = TaskContext.NO_SOURCE; // of what went on last
    private volatile boolean answered = true; // written by the worker, read by who drains

    TaskCalls(TaskContext context, Worker worker, TaskListener listener) {
        this.context = context;
        this.worker = worker;
        this.listener = listener;
        this.random = new SplittableRandom(
                worker.loop().ticker().nanoTime() + worker.index()); // on a stepped clock: the same
        worker.onRelease(this::wake);
    }

    /**
     * While wiring.
     *
     * @param of the chain of the task
     * @param by follows what goes on of frames that are followed
     */
    void wire(OperatorChain of, @Nullable FrameTracer by) {
        chain = of;
        tracer = by;
    }

    CallContext of(Step.Calling step) {
        return new OfStep(listener.callDurations(step.name()), listener.backlog(step, worker.index()));
    }

    /** Whether something can go on. */
    boolean waiting() {
        return !answers.isEmpty() && !worker.held();
    }

    /** What waits can go on. */
    private void wake() {
        if (!answers.isEmpty()) {
            worker.wake();
        }
    }

    /** Lets some of what waits go on, in a turn of the task. */
    void goOn() {
        for (int i = 0; i < AT_ONCE; i++) {
            Runnable next = answers.poll();
            if (next == null) {
                return;
            }
            TaskContext.filled(chain).goOn(next);
        }
    }

    /** Makes the calls that were restored. */
    void begin() {
        OperatorChain of = TaskContext.filled(chain);
        of.goOn(() -> of.pending().forEach(StepCalls::begin));
    }

    /** Gives up what is under way: nothing goes on any more. */
    public void end() {
        TaskContext.filled(chain).pending().forEach(StepCalls::cancel);
        answers.clear();
        answered = true;
    }

    /** What was made of what has gone on was handed on. */
    void flushed() {
        List<StepCalls> steps = TaskContext.filled(chain).pending();
        boolean none = true;
        for (int i = 0; i < steps.size(); i++) {
            none &= steps.get(i).isEmpty();
        }
        if (none != answered) {
            answered = none;
        }
    }

    /** Any thread: whether nothing is under way. */
    public boolean answered() {
        return answered;
    }

    private void resume(Origin origin) {
        if (origin.source() != source) { // a batch names one
            context.postBatches();
            source = origin.source();
        }
        context.resume(origin);
        Trace followed = origin.trace();
        if (tracer != null) {
            context.trace = null;
            if (followed != null) {
                context.follow(tracer.goesOn(followed));
            }
        }
    }

    /** Any thread. */
    private void execute(Runnable action) {
        answers.add(action);
        try {
            worker.wake();
        } catch (RejectedExecutionException ended) {
            log.debug("Worker {} has ended, and with it what would have gone on", worker.index());
        }
    }

    /** Of one step. */
    private final class OfStep implements CallContext {

        private final LongConsumer durations;
        private final IntConsumer backlog;

        OfStep(LongConsumer durations, IntConsumer backlog) {
            this.durations = durations;
            this.backlog = backlog;
        }

        @Override
        public boolean durable() {
            return worker.entities().durable();
        }

        @Override
        public CallContext.Origin origin() {
            return context.origin();
        }

        @Override
        public void resume(CallContext.Origin origin) {
            TaskCalls.this.resume((dev.bettong.worker.Origin) origin);
        }

        @Override
        public void execute(Runnable action) {
            TaskCalls.this.execute(action);
        }

        @Override
        public void schedule(Runnable action, long nanos) {
            try {
                worker.loop().schedule(() -> execute(action), nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException ended) {
                log.debug("Worker {} has ended, and with it what would have gone on", worker.index());
            }
        }

        @Override
        public long nanoTime() {
            return worker.loop().ticker().nanoTime();
        }

        @Override
        public double random() {
            return random.nextDouble();
        }

        @Override
        public void attempted(long nanos) {
            durations.accept(nanos);
        }

        @Override
        public void backlog(int calls) {
            backlog.accept(calls);
        }
    }
}
