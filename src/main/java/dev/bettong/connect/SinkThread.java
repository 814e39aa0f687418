package dev.bettong.connect;

import dev.bettong.connect.NumberedSinkConnector.NumberedWriter;
import dev.bettong.connect.SinkConnector.Writer;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.sink.Backoff;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one sink for all workers of a pipeline, on a virtual thread of its own, in the order of the outputs' numbers: a batch
 * again and again until it is safe.
 */
final class SinkThread {

    private final Opening opening;
    private final SinkConnector connector;
    private final Clock clock;
    private final ConnectorLog log;
    private final Outbox outbox = new Outbox();
    private final List<ConnectedSink> drivers = new ArrayList<>(); // filled while wiring
    private final Backoff backoff = new Backoff(ConnectorLog.FIRST_PAUSE, ConnectorLog.LONGEST_PAUSE);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Instant disconnectedSince; // set by the thread, read by all
    private final LongAdder disconnects = new LongAdder();
    private final LongAdder openFailures = new LongAdder();
    private @Nullable Writer writer; // of the thread
    private long openedAt; // the same
    private int started; // under this object's lock
    private int left; // the same

    SinkThread(Opening opening, SinkConnector connector, Clock clock) {
        this.opening = opening;
        this.connector = connector;
        this.clock = clock;
        this.log = new ConnectorLog("Sink '%s' (%s)".formatted(opening.name(), connector.kind()));
        this.disconnectedSince = clock.instant();
        this.thread = Thread.ofVirtual().name("bettong-sink-" + opening.name()).unstarted(this::run);
    }

    String name() {
        return opening.name();
    }

    String kind() {
        return connector.kind();
    }

    /** Whether outputs come with a checkpoint. */
    boolean numbered() {
        return connector instanceof NumberedSinkConnector;
    }

    Outbox outbox() {
        return outbox;
    }

    /** While wiring. */
    void add(ConnectedSink driver) {
        drivers.add(driver);
    }

    /** Any thread: a worker has what an earlier run has left. With the last of them, the thread begins. */
    synchronized void start() {
        started++;
        if (started == drivers.size() && !outbox.closed()) {
            thread.start();
        }
    }

    /** Any thread: a worker writes no more. With the last of them, the thread ends; completes when the sink is closed. */
    synchronized CompletableFuture<Void> leave() {
        left++;
        if (left == drivers.size()) {
            outbox.close();
            if (thread.getState() == Thread.State.NEW) {
                ended.complete(null);
            }
            thread.interrupt(); // nobody waits for what it writes
        }
        return left == drivers.size()
                ? ended.copy().completeOnTimeout(null, 1, TimeUnit.SECONDS) // it may hang in its writer
                : CompletableFuture.completedFuture(null);
    }

    private void run() {
        while (!outbox.closed()) {
            try {
                Writer open = writer == null ? open() : writer;
                Outbox.Batch next = outbox.take();
                if (next != null) {
                    write(open, next);
                    outbox.written(next.last());
                    tellDrivers(next.last());
                }
            } catch (Throwable trouble) { // an interrupt, too: it may be of the writer's own, and the end of a write
                failed(trouble);
            }
        }
        close();
        ended.complete(null);
    }

    private Writer open() throws Exception {
        Writer opened = connector.open(opening);
        writer = opened;
        openedAt = System.nanoTime();
        if (opened instanceof NumberedWriter numbered) {
            tellDrivers(outbox.confirm(numbered.last()));
        }
        disconnectedSince = null;
        log.opened();
        return opened;
    }

    private static void write(Writer open, Outbox.Batch batch) throws Exception {
        if (open instanceof NumberedWriter numbered) {
            numbered.write(batch.first(), batch.outputs());
        } else {
            open.write(batch.outputs());
        }
    }

    private void tellDrivers(long upTo) {
        drivers.forEach(driver -> driver.written(upTo));
    }

    private void failed(Throwable trouble) {
        FatalErrors.check(trouble);
        if (outbox.closed()) {
            return; // what it does not write was saved, or given up
        }
        if (writer == null) {
            openFailures.increment();
        } else {
            disconnects.increment();
            backoff.connectedFor(System.nanoTime() - openedAt);
        }
        close();
        disconnectedSince = disconnectedSince == null ? clock.instant() : disconnectedSince;
        log.failed(trouble);
        pause();
    }

    private void close() {
        Writer open = writer;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (Throwable trouble) {
                FatalErrors.check(trouble);
                log.notClosed(trouble);
            }
        }
    }

    private void pause() {
        try {
            outbox.awaitClosed(TimeUnit.MILLISECONDS.toNanos(backoff.pause()));
        } catch (InterruptedException over) {
            // it is closed
        }
    }

    /** Any thread: since when it is not open, or {@code null} if it is. */
    @Nullable
    Instant disconnectedSince() {
        return disconnectedSince;
    }

    /** Any thread. */
    long disconnects() {
        return disconnects.sum();
    }

    /** Any thread. */
    long openFailures() {
        return openFailures.sum();
    }
}
