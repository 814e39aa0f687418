package dev.bettong.connect;

import dev.bettong.connect.SourceConnector.Message;
import dev.bettong.connect.SourceConnector.Reader;
import dev.bettong.runtime.FatalErrors;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.runtime.StreamOwner;
import dev.bettong.sink.Backoff;
import dev.bettong.source.SourceDriver;
import dev.bettong.source.StreamReceiver;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A source that a connector reads, on a virtual thread of its own. Each stream goes to one worker, always the same as long as
 * their number does not change.
 *
 * <pre>
 * poll -> reads of one stream -> (at most so many) -> event loop of the worker -> receiver
 * </pre>
 */
final class ConnectedSource implements SourceDriver {

    /** Reads on their way to the workers. */
    private static final int MOST_READS = 64;

    private static final int MOST_MESSAGES = 256; // of a read
    private static final int MOST_BYTES = 1 << 20; // of a read, before its last message

    /** How long a start waits for a source to open. */
    private static final Duration FIRST = Duration.ofSeconds(2);

    /** How long a connector waits for messages, and with it what it is told meanwhile. */
    private static final Duration POLL = Duration.ofMillis(100);

    private final Opening opening;
    private final ConnectedSourceBinding binding;
    private final Clock clock;
    private final ConnectorLog log;
    private final Backoff backoff = new Backoff(ConnectorLog.FIRST_PAUSE, ConnectorLog.LONGEST_PAUSE);
    private final List<SourceLane> lanes;
    private final Semaphore room = new Semaphore(MOST_READS);
    private final Map<String, byte[]> reached =
            new HashMap<>(); // by stream: what the lanes have; of the thread, once it runs
    private final Map<String, Long> numbers = new HashMap<>(); // by stream; of the thread
    private final Map<String, byte[]> durable =
            new ConcurrentHashMap<>(); // by stream: what the connector is not told yet
    private final Thread thread;
    private final CompletableFuture<Void> ended =
            new CompletableFuture<>(); // by the thread, or by whoever stops it before
    private final CompletableFuture<Void> first = new CompletableFuture<>(); // by the thread: the first attempt is over
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> broken =
            new AtomicReference<>(); // set by lanes, cleared by the thread
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable Instant disconnectedSince; // set by the thread, read by all
    private @Nullable Reader reader; // of the thread
    private long openedAt; // the same

    ConnectedSource(
            Opening opening,
            ConnectedSourceBinding binding,
            Map<EventLoop, ? extends StreamReceiver> receivers,
            Clock clock) {
        this.opening = opening;
        this.binding = binding;
        this.clock = clock;
        this.disconnectedSince = clock.instant();
        this.log = new ConnectorLog("Source '%s' (%s)".formatted(opening.name(), binding.kind()));
        this.lanes = receivers.entrySet().stream()
                .map(each -> new SourceLane(
                        each.getKey(), each.getValue(), binding.maxFrameSize(), room::release, broken::set))
                .toList();
        this.thread =
                Thread.ofVirtual().name("bettong-source-" + opening.name()).unstarted(this::run);
    }

    @Override
    public void start() {
        if (stopped() || !begun.compareAndSet(false, true)) {
            return;
        }
        thread.start();
        awaitFirst();
    }

    /** A property that is wrong keeps the application from starting; whatever else happens is tried again. */
    private void awaitFirst() {
        try {
            first.get(FIRST.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable wrong = Objects.requireNonNullElse(e.getCause(), e);
            throw new RuntimeStartException(
                    "Source '%s' cannot be opened: %s.".formatted(opening.name(), wrong.getMessage()),
                    "Correct bettong.sources.%s.%s.".formatted(opening.name(), binding.kind()),
                    wrong);
        } catch (TimeoutException slow) {
            if (!first.complete(null)) { // it goes on meanwhile, or has come just now
                awaitFirst();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reader open() throws Exception {
        reached.clear();
        lanes.forEach(lane -> reached.putAll(lane.begin()));
        Reader opened = binding.connector().open(opening, Map.copyOf(reached));
        reader = opened;
        openedAt = System.nanoTime();
        disconnectedSince = null;
        first.complete(null);
        log.opened();
        return opened;
    }

    private void failed(Throwable trouble) {
        FatalErrors.check(trouble);
        if (reader != null) {
            backoff.connectedFor(System.nanoTime() - openedAt);
        }
        close();
        if (!stopped()) {
            disconnectedSince = disconnectedSince == null ? clock.instant() : disconnectedSince;
            first.complete(null);
            log.failed(trouble);
            pause();
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    private void close() {
        Reader open = reader;
        reader = null;
        if (open != null) {
            try {
                open.close();
            } catch (Throwable trouble) {
                FatalErrors.check(trouble);
                log.notClosed(trouble);
            }
        }
    }

    private void run() {
        boolean more = true;
        while (more && !stopped()) {
            try {
                more = turn();
            } catch (IllegalArgumentException wrong) {
                more = !first.completeExceptionally(wrong);
                failed(wrong);
            } catch (Throwable trouble) {
                failed(trouble);
            }
        }
        close();
        ended.complete(null);
    }

    /** Reads some messages; returns false if there will be no more. */
    private boolean turn() throws Exception {
        Reader open = reader == null ? open() : reader;
        Throwable untaken = broken.getAndSet(null);
        if (untaken != null) {
            throw new IllegalStateException("a worker could not take what was read; it is read again", untaken);
        }
        room.acquire();
        room.release();
        acknowledge(open);
        List<Message> messages = open.poll(POLL);
        if (messages == null) {
            return end();
        }
        int from = 0;
        while (from < messages.size() && !stopped()) {
            int to = endOfRead(messages, from);
            hand(messages.subList(from, to));
            from = to;
        }
        return true;
    }

    /** A read is of one stream, and ends with a message that is too long, or makes it so. */
    private int endOfRead(List<Message> messages, int from) {
        String stream = messages.get(from).stream();
        int to = from;
        long size = 0;
        boolean longest = false;
        while (to < messages.size()
                && to - from < MOST_MESSAGES
                && size <= MOST_BYTES
                && !longest
                && messages.get(to).stream().equals(stream)) {
            int length = messages.get(to).payload().length;
            longest = length > binding.maxFrameSize();
            size += length;
            to++;
        }
        return to;
    }

    private void hand(List<Message> read) throws InterruptedException {
        String stream = read.getFirst().stream();
        byte[] position = read.getLast().position();
        long number = numbers.computeIfAbsent(stream, added -> (long) numbers.size());
        room.acquire();
        lane(stream).add(new SourceLane.Read(stream, number, read, () -> durable.put(stream, position)));
        reached.put(stream, position);
    }

    private void acknowledge(Reader open) throws Exception {
        Map<String, byte[]> upTo = new HashMap<>();
        durable.forEach((stream, position) -> {
            if (durable.remove(stream, position)) { // or it has come further meanwhile
                upTo.put(stream, position);
            }
        });
        if (!upTo.isEmpty()) {
            open.durable(upTo);
        }
    }

    /** Waits until the workers have all; returns false if they do. */
    private boolean end() throws InterruptedException {
        for (Map.Entry<String, Long> each : numbers.entrySet()) {
            room.acquire();
            lane(each.getKey()).end(each.getValue());
        }
        room.acquire(MOST_READS);
        room.release(MOST_READS);
        boolean again = broken.get() != null;
        if (!again) {
            log.ended();
        }
        return again;
    }

    private SourceLane lane(String stream) {
        return lanes.get(StreamOwner.of(stream, lanes.size()));
    }

    private void pause() {
        try {
            stop.await(backoff.pause(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException over) {
            // it is stopped
        }
    }

    @Override
    public CompletableFuture<Void> stop() {
        stop.countDown();
        if (begun.compareAndSet(false, true)) {
            ended.complete(null); // it has never begun
        }
        thread.interrupt();
        return CompletableFuture.allOf(lanes.stream().map(SourceLane::close).toArray(CompletableFuture<?>[]::new))
                .thenCombine(ended.copy().completeOnTimeout(null, 1, TimeUnit.SECONDS), (closed, read) -> null);
    }

    @Override
    public void readingChanged() {
        lanes.forEach(SourceLane::readingChanged);
    }

    @Override
    public void resume(EventLoop loop) {
        lanes.stream().filter(lane -> lane.loop().equals(loop)).forEach(SourceLane::deliver);
    }

    @Override
    public String name() {
        return opening.name();
    }

    @Override
    public String address() {
        return binding.kind();
    }

    @Override
    public @Nullable Instant disconnectedSince() {
        return disconnectedSince;
    }

    @Override
    public long frames() {
        return lanes.stream().mapToLong(SourceLane::frames).sum();
    }

    @Override
    public long bytes() {
        return lanes.stream().mapToLong(SourceLane::bytes).sum();
    }

    /** Whether it is open. */
    @Override
    public int connections() {
        return disconnectedSince == null ? 1 : 0;
    }

    @Override
    public long refused() {
        return 0;
    }

    @Override
    public long idle() {
        return 0;
    }

    @Override
    public long handshakeFailures() {
        return 0;
    }
}
