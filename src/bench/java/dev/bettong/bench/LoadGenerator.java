package dev.bettong.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Sends a program messages and takes its outputs. Every phase ends when every output has come back and was found right.
 *
 * <p>It runs in the process of the benchmark, which does nothing else meanwhile: the programs' processes are what is
 * measured, and its own code is compiled once for all of them. For one thread; it has threads of its own to send and to
 * receive, which share nothing but a counter.
 */
final class LoadGenerator implements AutoCloseable {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long SURPLUS_WAIT = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LEAD = TimeUnit.MILLISECONDS.toNanos(5);

    private final Corpus corpus;
    private final Ledger ledger;
    private final Receiver receiver;
    private final List<SocketChannel> connections = new ArrayList<>();
    private final ExecutorService senders = Executors.newCachedThreadPool();
    private Feed feed;

    LoadGenerator(Load load) throws IOException {
        this.corpus = load.corpus();
        this.ledger = load.newLedger();
        this.receiver = new Receiver(ledger);
        this.feed = new Feed(corpus, connections);
    }

    /** Where the program is to send its outputs. */
    int sinkPort() throws IOException {
        return receiver.port();
    }

    /** Connects to the program as soon as it listens. */
    void connect(int sourcePort, int count, RunningProgram program) throws IOException {
        InetSocketAddress source = new InetSocketAddress(InetAddress.getLoopbackAddress(), sourcePort);
        long until = System.nanoTime() + PATIENCE;
        while (connections.size() < count) {
            try {
                SocketChannel connection = SocketChannel.open(source);
                connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connections.add(connection);
            } catch (ConnectException e) {
                if (!program.isAlive() || System.nanoTime() > until) {
                    throw new IOException("%s does not listen".formatted(program), e);
                }
                LockSupport.parkNanos(POLL);
            }
        }
        feed = new Feed(corpus, connections);
    }

    /** Messages that were handled in a phase at full speed, from the first byte sent to the last output received. */
    record Throughput(long messages, double seconds) {

        double perSecond() {
            return messages / seconds;
        }
    }

    /** Sends as fast as the program reads. */
    Throughput fullSpeed(Duration length) throws InterruptedException {
        long before = corpus.messagesBefore(feed.frames());
        long start = System.nanoTime();
        complete(feed.fullSpeed(length.toNanos()));
        return new Throughput(corpus.messagesBefore(feed.frames()) - before, (ledger.lastAt() - start) / 1e9);
    }

    /** Sends at a fixed rate, whatever the program does; returns the latencies in nanoseconds after a warm-up. */
    Histogram fixedRate(int messagesPerSecond, Duration warmUp, Duration length) throws InterruptedException {
        Schedule schedule = new Schedule(corpus, System.nanoTime() + LEAD, feed.frames(), 1e9 / messagesPerSecond);
        long from = schedule.frameAfter(warmUp.toNanos());
        Recording recording = new Recording(corpus, schedule, from);
        ledger.record(recording);
        complete(List.of(
                feed.paced(schedule, schedule.frameAfter(warmUp.plus(length).toNanos()))));
        ledger.record(null);
        return recording.histogram();
    }

    private void complete(List<Callable<Void>> tasks) throws InterruptedException {
        List<Future<Void>> sending = tasks.stream().map(senders::submit).toList();
        long progressAt = System.nanoTime();
        long progress = ledger.received();
        while (!sending.stream().allMatch(Future::isDone) || ledger.received() < corpus.outputsBefore(feed.frames())) {
            LockSupport.parkNanos(POLL);
            if (ledger.received() != progress) {
                progress = ledger.received();
                progressAt = System.nanoTime();
            } else if (System.nanoTime() - progressAt > PATIENCE) {
                throw new IllegalStateException("nothing has come back for %d s, after %,d of %,d outputs"
                        .formatted(
                                TimeUnit.NANOSECONDS.toSeconds(PATIENCE),
                                progress,
                                corpus.outputsBefore(feed.frames())));
            }
            check();
        }
        for (Future<Void> sent : sending) {
            try {
                sent.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("cannot send", e.getCause());
            }
        }
        ledger.verify(feed.frames());
    }

    /** Waits a moment for what must not come any more. */
    void end() {
        LockSupport.parkNanos(SURPLUS_WAIT);
        check();
        ledger.verify(feed.frames());
    }

    private void check() {
        String fault = ledger.fault();
        if (fault != null) {
            throw new IllegalStateException("a wrong output came back: " + fault);
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
        senders.shutdownNow();
        receiver.close();
    }
}
