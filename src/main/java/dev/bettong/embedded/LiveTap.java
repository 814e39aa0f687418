package dev.bettong.embedded;

import dev.bettong.runtime.ShownText;
import dev.bettong.runtime.Tap;
import dev.bettong.runtime.TapListener;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one step on all workers. The workers render the events as text, since only they may read them, and never wait:
 * events beyond what the reader has requested are counted as dropped, which also bounds the cost of rendering.
 */
final class LiveTap implements Tap {

    private static final int QUEUE_CHUNK = 64;

    private final List<Sampler> samplers = new ArrayList<>(); // by worker; filled by the constructor
    private final List<Worker> workers;
    private final List<Task> tasks;
    private final Clock clock;
    private final AtomicInteger wanted = new AtomicInteger(); // set by the reader, counted down by the workers

    /** From the workers to the reader; bounded by {@code wanted}. */
    private final MpscUnboundedAtomicArrayQueue<Event> queue = new MpscUnboundedAtomicArrayQueue<>(QUEUE_CHUNK);

    LiveTap(List<Worker> workers, List<Task> tasks, String step, int sample, Clock clock) {
        this.workers = workers;
        this.tasks = tasks;
        this.clock = clock;
        try {
            for (Worker worker : workers) {
                Sampler sampler = new Sampler(worker.index(), sample);
                samplers.add(sampler);
                Task task = tasks.get(worker.index());
                worker.loop().execute(() -> task.chain().tap(step, sampler));
            }
        } catch (RejectedExecutionException ended) {
            throw new UnavailableException("The workers have ended", ended);
        }
    }

    /** Takes a sample of the events on one worker. Owned by that worker. */
    private final class Sampler implements TapListener {

        private final int worker;
        private final int sample;
        private int skip = 1; // events until the next of the sample, itself included
        private final AtomicLong dropped = new AtomicLong(); // written by the worker, read by the reader

        Sampler(int worker, int sample) {
            this.worker = worker;
            this.sample = sample;
        }

        @Override
        public void event(Object event, @Nullable Object key, int partition) {
            if (--skip > 0) {
                return;
            }
            skip = sample;
            if (wanted.get() <= 0 || wanted.getAndDecrement() <= 0) {
                dropped.lazySet(dropped.get() + 1);
                return;
            }
            queue.add(new Event(
                    clock.instant(),
                    worker,
                    key == null ? null : partition,
                    key == null ? null : ShownText.ofKey(key),
                    ShownText.ofEvent(event)));
        }
    }

    @Override
    public Taken take(int next) {
        List<Event> events = new ArrayList<>();
        queue.drain(events::add);
        wanted.set(next);
        return new Taken(
                events, samplers.stream().mapToLong(each -> each.dropped.get()).sum());
    }

    @Override
    public void close() {
        for (Worker worker : workers) {
            Task task = tasks.get(worker.index());
            Sampler sampler = samplers.get(worker.index());
            try {
                worker.loop().execute(() -> task.chain().untap(sampler));
            } catch (RejectedExecutionException ended) {
                return; // its listeners have ended with it
            }
        }
    }
}
