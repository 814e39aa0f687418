package dev.bettong.connect;

import dev.bettong.runtime.Quantity;
import dev.bettong.sink.SavedOutput;
import dev.bettong.sink.SinkDriver;
import dev.bettong.sink.Stalls;
import dev.bettong.sink.UnsentMessages;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one worker writes to a sink of a connector.
 *
 * <pre>
 * write -> waiting -> (flush) -> handed to the thread -> safe there
 * write -> waiting -> (cut) -> numbered, and saved with the checkpoint -> (committed) -> handed to the thread -> safe there
 * </pre>
 *
 * <p>Owned by the worker's event loop; scrapes read the counters and may see them late.
 */
final class ConnectedSink implements SinkDriver {

    private static final Logger log = LoggerFactory.getLogger(ConnectedSink.class);

    private static final int OVERHEAD = 32; // of an output: endless empty ones must not take memory that nothing bounds

    private final SinkThread thread;
    private final EventLoop loop;
    private final LongConsumer onBuffered;
    private final LongConsumer onLatency;
    private final Stalls stalls = new Stalls(System::nanoTime);
    private final Deque<Output> waiting = new ArrayDeque<>(); // have no number yet
    private final Deque<Numbered> cut = new ArrayDeque<>(); // have one since a checkpoint that is not safe yet
    private final Deque<Numbered> handed = new ArrayDeque<>();
    private boolean started;
    private boolean begun;
    private boolean closed;
    private long buffered;
    private long bufferedMessages;
    private long messages;
    private long bytes;
    private long discarded;
    private @Nullable CompletableFuture<Void> drained;

    /**
     * Writes after {@link #start}.
     *
     * @param onBuffered takes, on the loop, how many bytes wait
     * @param onLatency takes, on the loop, the nanoseconds from reading some bytes to having written what came of them
     */
    ConnectedSink(SinkThread thread, EventLoop loop, LongConsumer onBuffered, LongConsumer onLatency) {
        this.thread = thread;
        this.loop = loop;
        this.onBuffered = onBuffered;
        this.onLatency = onLatency;
        thread.add(this);
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Output(byte[] bytes, long readAt) {

        long weight() {
            return (long) bytes.length + OVERHEAD;
        }
    }

    private record Numbered(long number, Output output) {}

    @Override
    public void start() {
        loop.execute(
                () -> { // behind what an earlier run has left
                    started = true;
                    flush();
                    thread.start();
                });
    }

    @Override
    public void restore(UnsentMessages unsent) {
        if (begun) {
            throw new IllegalStateException("sink '%s' was written to before it was restored".formatted(name()));
        }
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        List<byte[]> messages = new ArrayList<>();
        unsent.forEach(messages::add);
        if (thread.numbered() && SavedOutput.areNumbered(messages)) {
            restore(messages.stream().map(SavedOutput::of).toList(), now);
        } else {
            messages.forEach(message -> add(message, now));
        }
        flush();
    }

    private void restore(List<SavedOutput> saved, long now) {
        List<Numbered> outputs = new ArrayList<>();
        for (SavedOutput each : saved) {
            if (each.payload() == null) {
                thread.outbox().restore(each.number());
            } else {
                Output output = new Output(each.payload(), now);
                count(output);
                outputs.add(new Numbered(each.number(), output));
            }
        }
        hand(outputs);
    }

    @Override
    public void write(byte[] message, long readAt) {
        begun = true;
        if (closed) {
            discarded++;
        } else {
            add(message, readAt);
        }
    }

    private void add(byte[] message, long readAt) {
        Output output = new Output(message, readAt);
        waiting.add(output);
        count(output);
    }

    private void count(Output output) {
        buffered += output.weight();
        bufferedMessages++;
    }

    @Override
    public void flush() {
        if (started && !closed && !thread.numbered()) {
            hand(number());
        }
        report();
    }

    /** Gives all that wait their numbers. */
    private List<Numbered> number() {
        long next = thread.outbox().number(waiting.size());
        List<Numbered> numbered = new ArrayList<>(waiting.size());
        while (!waiting.isEmpty()) {
            numbered.add(new Numbered(next, waiting.remove()));
            next++;
        }
        return numbered;
    }

    /** They may be written from now on. */
    private void hand(List<Numbered> outputs) {
        handed.addAll(outputs);
        int from = 0;
        for (int i = 1; i <= outputs.size(); i++) {
            if (i == outputs.size() || outputs.get(i).number != outputs.get(i - 1).number + 1) {
                thread.outbox()
                        .add(
                                outputs.get(from).number,
                                outputs.subList(from, i).stream()
                                        .map(each -> each.output.bytes)
                                        .toList());
                from = i;
            }
        }
    }

    @Override
    public void committed() {
        hand(List.copyOf(cut));
        cut.clear();
    }

    /** The thread: all outputs up to a number are safe. */
    void written(long upTo) {
        try {
            loop.execute(() -> taken(upTo));
        } catch (RejectedExecutionException over) {
            // nobody waits for it
        }
    }

    private void taken(long upTo) {
        long now = System.nanoTime();
        boolean some = false;
        while (!handed.isEmpty() && handed.element().number <= upTo) {
            Output output = handed.remove().output;
            some = true;
            messages++;
            bytes += output.bytes.length;
            buffered -= output.weight();
            bufferedMessages--;
            onLatency.accept(now - output.readAt);
        }
        if (some && !closed) {
            stalls.taken(now);
            flush();
        }
    }

    private void report() {
        stalls.waiting(bufferedMessages > 0);
        onBuffered.accept(buffered);
        if (bufferedMessages == 0 && drained != null) {
            drained.complete(null);
        }
    }

    /** At a cut: what is numbered gets its numbers here, and is saved with them. */
    @Override
    public List<UnsentMessages> unsent() {
        List<byte[]> left = new ArrayList<>(handed.size() + cut.size() + waiting.size());
        if (thread.numbered()) {
            cut.addAll(number());
            left.add(SavedOutput.next(thread.outbox().next()));
            handed.forEach(each -> left.add(SavedOutput.bytes(each.number, each.output.bytes)));
            cut.forEach(each -> left.add(SavedOutput.bytes(each.number, each.output.bytes)));
        } else {
            handed.forEach(each -> left.add(each.output.bytes));
            waiting.forEach(output -> left.add(output.bytes));
        }
        return left.isEmpty() ? List.of() : List.of(UnsentMessages.of(left));
    }

    @Override
    public boolean awaitsCheckpoint() {
        return thread.numbered();
    }

    @Override
    public CompletableFuture<Void> drained() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        loop.execute(() -> {
            drained = future;
            flush();
        });
        return future;
    }

    @Override
    public CompletableFuture<Void> close() {
        return close(false);
    }

    @Override
    public CompletableFuture<Void> closeSaved() {
        return close(true);
    }

    private CompletableFuture<Void> close(boolean saved) {
        return CompletableFuture.supplyAsync(() -> closeNow(saved), loop).thenCompose(left -> left);
    }

    private CompletableFuture<Void> closeNow(boolean saved) {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        closed = true;
        long left = bufferedMessages;
        if (left > 0 && saved) {
            log.info(
                    "Sink '{}' closes with {} unsent, saved to be sent first after the next start",
                    name(),
                    Quantity.of(left, "message"));
        } else if (left > 0) {
            discarded += left;
            log.warn("Sink '{}' gave up {}, which are lost", name(), Quantity.of(left, "message"));
        }
        stalls.waiting(false);
        return thread.leave();
    }

    @Override
    public String name() {
        return thread.name();
    }

    @Override
    public String address() {
        return thread.kind();
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public @Nullable Instant disconnectedSince() {
        return thread.disconnectedSince();
    }

    @Override
    public long messages() {
        return messages;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long bufferedBytes() {
        return buffered;
    }

    @Override
    public long bufferedMessages() {
        return bufferedMessages;
    }

    @Override
    public long stalledMillis() {
        return stalls.millis();
    }

    @Override
    public long totalStalledMillis() {
        return stalls.totalMillis();
    }

    /** Of all workers together: they have one writer in common. */
    @Override
    public long disconnects() {
        return thread.disconnects();
    }

    @Override
    public long connectFailures() {
        return thread.openFailures();
    }

    @Override
    public long discarded() {
        return discarded;
    }
}
