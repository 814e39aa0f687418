package dev.bettong.examples.wordcount;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Shows the word count at work, over the same TCP ports as anybody else: feeds it, checks what comes back and says how
 * long it took; then leaves it running.
 *
 * <p>Spring's main and shutdown threads start and stop it, a daemon thread of its own plays it.
 */
final class WordCountDemo implements SmartLifecycle {

    private static final int MOST_FREQUENT = 4;

    private final InetSocketAddress source;
    private final InetSocketAddress sink;
    private final List<DemoPhase> phases;
    private final Duration timeout;
    private final Supplier<List<String>> urls;
    private final DemoScreen screen;

    private final DemoText text = DemoText.billOfRights();
    private final Audit audit = new Audit(text);

    /** Listens while the demo runs: written by Spring's threads, read by the player. */
    private volatile @Nullable DemoSink receiver;

    /** The open connection to the source: written by the player, read by the thread that closes the application. */
    private volatile @Nullable DemoFeed feed;

    /** Plays the demo: written when the application is ready, read by the thread that closes it. */
    private volatile @Nullable Thread player;

    /** Set once, by the thread that closes the application; from then on a broken connection is no news. */
    private volatile boolean closing;

    /**
     * Prepares the demo.
     *
     * @param source where the word count listens
     * @param sink where it sends its counts
     * @param phases what to send, in this order
     * @param timeout how long to wait for the next count after a phase, before those that are missing are lost
     * @param urls where to look next; asked for at the end
     * @param screen shows what happens
     */
    WordCountDemo(
            InetSocketAddress source,
            InetSocketAddress sink,
            List<DemoPhase> phases,
            Duration timeout,
            Supplier<List<String>> urls,
            DemoScreen screen) {
        this.source = source;
        this.sink = sink;
        this.phases = phases;
        this.timeout = timeout;
        this.urls = urls;
        this.screen = screen;
    }

    /** First to start and last to stop: the pipeline's sink finds it when it opens, and until its last output. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    @Override
    public void start() {
        try {
            receiver = DemoSink.listen(sink, audit);
        } catch (IOException e) {
            screen.trouble(
                    "it cannot listen on %s:%d, where the sink 'counts' goes"
                            .formatted(sink.getHostString(), sink.getPort()),
                    e);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        DemoSink listening = receiver;
        if (listening != null) {
            player = Thread.ofPlatform().daemon().name("demo").start(() -> play(listening));
        }
    }

    /** Comes before anything is stopped: the pipeline then drains what was sent. */
    @EventListener(ContextClosedEvent.class)
    void end() {
        closing = true;
        Thread playing = player;
        if (playing != null) {
            playing.interrupt();
        }
        close(feed); // an interrupt does not end a blocked write
    }

    @Override
    public void stop() {
        closing = true;
        close(receiver);
        receiver = null;
    }

    @Override
    public boolean isRunning() {
        return receiver != null;
    }

    private void play(DemoSink listening) {
        try (DemoFeed connected = DemoFeed.connect(text, audit, source)) {
            feed = connected;
            screen.opening(source, sink);
            for (DemoPhase phase : phases) {
                play(phase, connected);
            }
            screen.verdict(audit.verdict(connected.frames()));
            listening.handTo(screen);
            screen.invitation(source, urls.get());
        } catch (IOException e) {
            if (!closing) {
                screen.trouble(
                        "the connection to the source 'lines' on %s:%d failed"
                                .formatted(source.getHostString(), source.getPort()),
                        e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void play(DemoPhase phase, DemoFeed connected) throws IOException, InterruptedException {
        screen.phase(phase);
        Speed all = new Speed(connected.words());
        Speed last = new Speed(connected.words());
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("demo-clock").factory())) {
            ScheduledFuture<?> ticks = clock.scheduleAtFixedRate(() -> tick(last), 1, 1, TimeUnit.SECONDS);
            try {
                connected.run(phase);
            } finally {
                ticks.cancel(false);
            }
        }
        audit.awaitLines(connected.words(), timeout);
        screen.phaseEnd(all.since(audit.progress(0).lines()), audit.phase());
    }

    private void tick(Speed speed) {
        Audit.Progress progress = audit.progress(MOST_FREQUENT);
        screen.progress(speed.since(progress.lines()), progress.latency(), progress.most());
    }

    private static void close(@Nullable AutoCloseable connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (Exception e) {
            // A socket that cannot be closed is lost already.
        }
    }

    /** How fast a number grows. One thread at a time. */
    private static final class Speed {

        private long number;
        private long at = System.nanoTime();

        private Speed(long number) {
            this.number = number;
        }

        /** Growth a second since the last call, or since the beginning. */
        double since(long next) {
            long now = System.nanoTime();
            double perSecond = (next - number) * 1e9 / (now - at);
            number = next;
            at = now;
            return perSecond;
        }
    }
}
