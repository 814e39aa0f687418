package dev.bettong.embedded;

import dev.bettong.checkpoint.Durability;
import dev.bettong.input.JournaledReceiver;
import dev.bettong.input.Records;
import dev.bettong.journal.JournalEntry;
import dev.bettong.journal.JournalRecord;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.source.StreamReceiver;
import dev.bettong.time.StreamId;
import dev.bettong.worker.Backpressure;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Brings frames to the tasks of a pipeline: from its sources, through the journal if there is one, and from re-driven dead
 * letters. Thread-safe.
 */
final class PipelineInputs {

    private final List<Task> tasks;
    private final Backpressure backpressure;
    private final Clock clock;
    private final List<JournaledReceiver> receivers; // by worker; none if there is no journal
    private final List<Ticker> tickers = new ArrayList<>(); // filled by the constructor
    private final List<StreamWatch> watches =
            new ArrayList<>(); // filled by the constructor; where events bring their time
    private final List<SharedSource.Reader> readers = new ArrayList<>(); // filled by the constructor

    /**
     * Wires the tasks to the sources.
     *
     * @param tasks by worker
     * @param recovered whether the pipeline has recovered
     * @param onFailure takes why a source cannot be opened
     */
    PipelineInputs(
            Pipeline pipeline,
            RuntimeContext context,
            List<Task> tasks,
            Backpressure backpressure,
            BooleanSupplier recovered,
            Consumer<RuntimeStartException> onFailure) {
        this.tasks = tasks;
        this.backpressure = backpressure;
        this.clock = context.steady();
        Durability durability = context.durability();
        this.receivers = durability == null
                ? List.of()
                : context.workers().stream()
                        .map(worker -> durability.receiver(
                                pipeline, worker, tasks.get(worker.index()), backpressure, recovered))
                        .toList();
        for (Worker worker : context.workers()) {
            Task task = tasks.get(worker.index());
            task.arrival().by(context.clock());
            if (task.time() != null) {
                watches.add(watch(pipeline, task.time(), worker));
            } else if (task.chain().hasTimers()) {
                tickers.add(new Ticker(task, worker, backpressure, context.clock(), tick(task)));
            }
        }
        for (int worker = 0; worker < receivers.size(); worker++) {
            receivers.get(worker).beforeReads(beforeReads(worker));
        }
        for (Source<?> source : pipeline.sources()) {
            Map<EventLoop, StreamReceiver> byLoop = new LinkedHashMap<>();
            for (Worker worker : context.workers()) {
                byLoop.put(worker.loop(), receiver(worker.index(), readers.size()));
            }
            readers.add(
                    context.sources().of(source).reader(pipeline.name(), byLoop, backpressure::closedSince, onFailure));
        }
    }

    private StreamWatch watch(Pipeline pipeline, TaskTime time, Worker worker) {
        List<Duration> idleAfter = pipeline.sources().stream()
                .map(source -> Objects.requireNonNull(source.eventTime()).idleAfter())
                .toList();
        BooleanSupplier mayRead = () -> backpressure.open()
                && !time.due()
                && readers.stream().allMatch(reader -> reader.holds().isEmpty());
        StreamWatch.Actions actions = receivers.isEmpty()
                ? new StreamWatch.Actions(mayRead, stream -> idle(worker.index(), stream))
                : actions(receivers.get(worker.index()), mayRead);
        time.gate(backpressure::open);
        return new StreamWatch(time, worker, idleAfter, actions, clock);
    }

    private static StreamWatch.Actions actions(JournaledReceiver receiver, BooleanSupplier mayRead) {
        return new StreamWatch.Actions(
                mayRead, stream -> receiver.note(stream.source(), new JournalRecord.StreamIdle(stream.number())));
    }

    private void idle(int worker, StreamId stream) {
        Task task = tasks.get(worker);
        task.begin(stream.source(), System.nanoTime(), clock.millis());
        Objects.requireNonNull(task.time()).idle(stream);
        task.flush();
    }

    private LongPredicate tick(Task task) {
        return receivers.isEmpty() ? now -> tick(task, now) : receivers.get(task.worker())::tick;
    }

    private boolean tick(Task task, long now) {
        task.begin(0, System.nanoTime(), clock.millis());
        task.tick(now);
        task.flush();
        return true;
    }

    private StreamReceiver receiver(int worker, int source) {
        return receivers.isEmpty()
                ? new TaskReceiver(tasks.get(worker), source, backpressure, clock, beforeReads(worker))
                : receivers.get(worker).input(source);
    }

    private Runnable beforeReads(int worker) {
        return tickers.isEmpty() ? () -> {} : tickers.get(worker)::beforeRead;
    }

    /**
     * Opens the sources, except those that wait for other pipelines that read them.
     *
     * @param opened runs when all are open
     * @return the pipelines that the sources wait for
     * @throws RuntimeStartException if one cannot be opened
     */
    Set<String> open(Runnable opened) {
        tickers.forEach(Ticker::open); // what is due fires before the first read
        watches.forEach(StreamWatch::open);
        AtomicInteger closed = new AtomicInteger(readers.size());
        Set<String> missing = new LinkedHashSet<>();
        for (SharedSource.Reader reader : readers) {
            missing.addAll(reader.open(() -> {
                if (closed.decrementAndGet() == 0) {
                    opened.run();
                }
            }));
        }
        return missing;
    }

    /** Stops reading; completes when no further frame will be handled. */
    CompletableFuture<Void> stop() {
        tickers.forEach(Ticker::close);
        watches.forEach(StreamWatch::close);
        return CompletableFuture.allOf(
                readers.stream().map(SharedSource.Reader::stop).toArray(CompletableFuture<?>[]::new));
    }

    /** Back-pressure has begun or ended. */
    void readingChanged() {
        readers.forEach(SharedSource.Reader::readingChanged);
        watches.forEach(StreamWatch::readingChanged);
    }

    /** By source, in the order of the pipeline. */
    List<SharedSource.Reader> readers() {
        return readers;
    }

    /** Whether there is a journal. */
    boolean durable() {
        return !receivers.isEmpty();
    }

    /** Whether no frames wait for the journal to be synced; event loops may still have some. */
    boolean accepted() {
        return receivers.stream().allMatch(JournaledReceiver::idle);
    }

    /** Whether everything that was read has reached the tasks. */
    boolean empty() {
        return receivers.stream().allMatch(JournaledReceiver::empty);
    }

    /**
     * Event loop of its worker: re-drives a dead letter.
     *
     * @param letters where the letter is, or {@code null} if it is in the store
     */
    void redrive(RedriveInbox.Redriven what, @Nullable MemoryDeadLetters letters, CompletableFuture<Boolean> redriven) {
        int worker = what.worker().index();
        if (letters == null) {
            receivers.get(worker).redrive(what.source(), what.record(), what.letter(), redriven);
            return;
        }
        boolean claimed = letters.discard(what.letter());
        if (claimed) {
            beforeReads(worker).run();
            Task task = tasks.get(worker);
            List<JournalRecord> records =
                    List.of(new JournalRecord.Arrival(task.arrival().next()), what.record());
            Records.replay(new JournalEntry(0, clock.millis(), null, records), worker, what.source(), task);
        }
        redriven.complete(claimed);
    }
}
