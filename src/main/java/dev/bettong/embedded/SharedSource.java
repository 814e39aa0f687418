package dev.bettong.embedded;

import dev.bettong.pipeline.Source;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.source.SourceDriver;
import dev.bettong.source.StreamReceiver;
import dev.bettong.worker.CriticalThreads;
import dev.bettong.worker.Worker;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A source and the pipelines that read it, each of which gets every frame. It opens when all of them can take what it
 * reads, and closes when none of them reads it any more. Thread-safe.
 */
final class SharedSource {

    private final Source<?> declaration;
    private final CriticalThreads threads;
    private final List<Reader> readers = new ArrayList<>(); // filled while wiring
    private final Map<EventLoop, FanOut> fanOuts = new HashMap<>(); // filled while wiring; none for a single reader
    private @Nullable SourceDriver driver; // set while wiring
    private boolean started; // under this object's lock

    SharedSource(Source<?> declaration, CriticalThreads threads) {
        this.declaration = declaration;
        this.threads = threads;
    }

    /**
     * While wiring: adds a pipeline that reads it.
     *
     * @param receivers takes what is read on each event loop, in the order of the workers
     * @param closedSince since when the pipeline takes nothing, or {@code null} if it does
     * @param onFailure takes the failure if the source cannot be opened
     */
    Reader reader(
            String pipeline,
            Map<EventLoop, StreamReceiver> receivers,
            Supplier<@Nullable Instant> closedSince,
            Consumer<RuntimeStartException> onFailure) {
        Reader reader = new Reader(pipeline, receivers, closedSince, onFailure);
        readers.add(reader);
        return reader;
    }

    /** While wiring, after all its readers have been added: creates the driver. */
    void wire(RuntimeContext context) {
        Map<EventLoop, StreamReceiver> receivers = new LinkedHashMap<>(readers.getFirst().receivers);
        if (readers.size() > 1) {
            receivers.replaceAll((loop, first) -> fanOut(loop));
        }
        SourceDriver made = context.source(declaration.name()).driver(declaration, context.loops(), receivers);
        for (Worker worker : context.workers()) {
            worker.onRelease(() -> made.resume(worker.loop()));
        }
        driver = made;
    }

    private FanOut fanOut(EventLoop loop) {
        FanOut made = new FanOut(
                readers.stream().map(reader -> reader.receivers.get(loop)).toList());
        fanOuts.put(loop, made);
        return made;
    }

    private SourceDriver driver() {
        if (driver == null) {
            throw new IllegalStateException("source '%s' is not wired".formatted(declaration.name()));
        }
        return driver;
    }

    /** The readers for which the caller must open it now; none if it is open, or if a pipeline is missing. */
    private synchronized List<Reader> complete() {
        if (started || !missing().isEmpty()) {
            return List.of();
        }
        List<Reader> ready =
                readers.stream().filter(reader -> reader.state == State.READY).toList();
        started = !ready.isEmpty();
        return ready;
    }

    /** Opens it, unless there are no readers. Reports a failure to them first, then to the caller. */
    private void openFor(List<Reader> ready) {
        if (ready.isEmpty()) {
            return;
        }
        try {
            driver().start();
        } catch (RuntimeStartException e) {
            ready.forEach(reader -> reader.onFailure.accept(e));
            throw e;
        }
        ready.forEach(reader -> reader.onOpen.run());
    }

    private synchronized List<String> missing() {
        return readers.stream()
                .filter(reader -> reader.state == State.WIRED)
                .map(reader -> "'%s'".formatted(reader.pipeline))
                .toList();
    }

    private CompletableFuture<Void> stop(Reader leaving) {
        boolean last;
        synchronized (this) {
            leaving.state = State.LEFT;
            last = readers.stream().allMatch(reader -> reader.state == State.LEFT);
        }
        if (last) {
            return driver().stop();
        }
        int index = readers.indexOf(leaving);
        CompletableFuture<?>[] detached = fanOuts.entrySet().stream()
                .map(each -> detach(each.getKey(), each.getValue(), index, driver()))
                .toArray(CompletableFuture<?>[]::new);
        driver().readingChanged(); // back-pressure of the pipeline that leaves may have stopped it
        List<Reader> others = complete();
        if (!others.isEmpty()) { // on a thread of its own: the caller may be an event loop, which must not wait
            threads.daemon("bettong-open-" + declaration.name(), () -> openForTheOthers(others))
                    .start();
        }
        return CompletableFuture.allOf(detached);
    }

    /** What the pipeline that leaves could not handle has kept the others from what was read. */
    private static CompletableFuture<Void> detach(EventLoop loop, FanOut fanOut, int index, SourceDriver driver) {
        Runnable detach = () -> {
            fanOut.detach(index);
            driver.resume(loop);
        };
        try {
            return CompletableFuture.runAsync(detach, loop);
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private void openForTheOthers(List<Reader> others) {
        try {
            openFor(others);
        } catch (RuntimeStartException e) {
            return; // it has been reported to the readers
        }
    }

    /** The runtime stops: all pipelines stop reading at once, and the source can no longer open. */
    CompletableFuture<Void> stop() {
        synchronized (this) {
            readers.forEach(reader -> reader.state = State.LEFT);
        }
        return driver().stop();
    }

    /**
     * A pipeline that takes nothing at the moment, for which the others wait.
     *
     * @param since by the system clock
     */
    record Hold(String pipeline, String source, Instant since) {}

    private enum State {
        WIRED,
        READY,
        LEFT
    }

    /** A pipeline that reads the source. */
    final class Reader {

        private final String pipeline;
        private final Map<EventLoop, StreamReceiver> receivers;
        private final Supplier<@Nullable Instant> closedSince;
        private final Consumer<RuntimeStartException> onFailure;
        private Runnable onOpen = () -> {}; // set before the state is READY
        private State state = State.WIRED; // under the lock of the source

        private Reader(
                String pipeline,
                Map<EventLoop, StreamReceiver> receivers,
                Supplier<@Nullable Instant> closedSince,
                Consumer<RuntimeStartException> onFailure) {
            this.pipeline = pipeline;
            this.receivers = Collections.unmodifiableMap(new LinkedHashMap<>(receivers));
            this.closedSince = closedSince;
            this.onFailure = onFailure;
        }

        /**
         * The pipeline can take what is read. Opens the source, unless other pipelines that read it are still missing.
         *
         * @param opened runs when it is open: at once, or when the last of the other pipelines is ready
         * @return the pipelines that are missing
         * @throws RuntimeStartException if it cannot be opened
         */
        List<String> open(Runnable opened) {
            synchronized (SharedSource.this) {
                if (state == State.LEFT) {
                    return List.of();
                }
                onOpen = opened;
                state = State.READY;
            }
            openFor(complete());
            return missing();
        }

        /**
         * The pipeline stops reading; completes when it will get no further frames. The source stays open for the others.
         */
        CompletableFuture<Void> stop() {
            return SharedSource.this.stop(this);
        }

        /** The other pipelines that keep the source from being read. */
        List<Hold> holds() {
            synchronized (SharedSource.this) {
                return state == State.LEFT
                        ? List.of()
                        : readers.stream()
                                .filter(other -> other != this && other.state != State.LEFT)
                                .flatMap(other -> other.hold().stream())
                                .toList();
            }
        }

        private Optional<Hold> hold() {
            return Optional.ofNullable(closedSince.get()).map(since -> new Hold(pipeline, declaration.name(), since));
        }

        /** Name of the source. */
        String name() {
            return declaration.name();
        }

        /** Back-pressure of the pipeline has begun or ended. */
        void readingChanged() {
            driver().readingChanged();
        }

        SourceDriver driver() {
            return SharedSource.this.driver();
        }
    }
}
