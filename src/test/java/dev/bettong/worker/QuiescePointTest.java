package dev.bettong.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.chain.EntryPoints;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.state.StateLimits;
import dev.bettong.state.WorkerEntities;
import io.netty.channel.DefaultEventLoop;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workers that are brought to a common point. */
class QuiescePointTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final DefaultEventLoop secondLoop = new DefaultEventLoop();
    private static final DeadLetterCollector.Room ROOM = new DeadLetterCollector.Room(1, 1);

    private final Worker worker = new Worker(0, loop, new WorkerEntities(StateLimits.NONE), Clock.systemUTC(), ROOM);
    private final QuiescePoint quiescePoint = new QuiescePoint(List.of(worker), () -> true);

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        secondLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void isNotEndedByTheEndOfTheOneBeforeThatTheWorkerHearsOfLate() {
        quiescePoint.begin().join();
        CountDownLatch busy = new CountDownLatch(1);
        loop.execute(() -> awaitQuietly(busy));
        quiescePoint.end();
        CompletableFuture<Void> second = quiescePoint.begin();
        busy.countDown();
        second.join();
        assertThat(loop.submit(worker::held).syncUninterruptibly().getNow()).isTrue();
        quiescePoint.end();
        assertThat(loop.submit(worker::held).syncUninterruptibly().getNow()).isFalse();
    }

    /** A batch that was sent behind the cut must not be part of it, however late the receiver gets to its own cut. */
    @Test
    void actsBeforeItHandlesWhatAnotherWorkerSentAfterItHadActed() throws Exception {
        List<String> happened = new CopyOnWriteArrayList<>();
        AtomicBoolean quiet = new AtomicBoolean();
        Worker second = new Worker(1, secondLoop, new WorkerEntities(StateLimits.NONE), Clock.systemUTC(), ROOM);
        QuiescePoint both = new QuiescePoint(List.of(worker, second), quiet::get);
        Task from = task(worker, happened);
        Task to = task(second, happened);
        Task.connect(from, to, new Backpressure(Clock.systemUTC(), () -> {}).limit("mailbox", Long.MAX_VALUE));
        CompletableFuture<Void> firstActed = new CompletableFuture<>();

        CompletableFuture<Void> passed = both.pass(each -> {
            happened.add("worker %d acts".formatted(each.index()));
            if (each.index() == 0) {
                firstActed.complete(null);
            }
        });
        secondLoop.submit(() -> {}).sync(); // both have arrived
        loop.submit(() -> {}).sync();
        CompletableFuture<Void> sent = new CompletableFuture<>();
        secondLoop.execute(() -> {
            sent.join(); // its own turn to act waits behind this
            to.receive();
        });
        quiet.set(true);
        worker.wake();
        firstActed.join();
        loop.submit(() -> {
                    from.begin(0, 0, 0);
                    from.frame(new byte[] {1}); // key 1 belongs to the second worker
                    from.flush();
                })
                .sync();
        sent.complete(null);
        passed.join();
        secondLoop.submit(() -> {}).sync();

        assertThat(happened).containsExactly("worker 0 acts", "worker 1 acts", "worker 1 handles 1");
    }

    private static Task task(Worker worker, List<String> happened) {
        Pipeline pipeline = Pipeline.named("keys")
                .from(Source.tcp("in", Decoder.fixedLength(1, bytes -> bytes[0])))
                .partition((Byte key) -> key, List.of((byte) 0, (byte) 1))
                .to(Sink.tcp("out", (Byte key) -> new byte[] {key}));
        return new Task(
                new TaskPlan(pipeline, 2, EntryPoints.NONE),
                worker,
                2,
                Map.of("out", new Noted(worker.index(), happened)),
                new Deaf(),
                null);
    }

    /** Notes what a worker has written. */
    private record Noted(int worker, List<String> happened) implements TaskSink {

        @Override
        public void write(byte[] message, long readAt) {
            happened.add("worker %d handles %d".formatted(worker, message[0]));
        }

        @Override
        public void flush() {}
    }

    private static final class Deaf implements TaskListener {

        @Override
        public void failed(Throwable cause) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void collected(DeadLetterCollector letters) {}

        @Override
        public LongConsumer durations(String step) {
            return nanos -> {};
        }

        @Override
        public LongConsumer callDurations(String step) {
            return nanos -> {};
        }

        @Override
        public IntConsumer backlog(Step.Calling step, int worker) {
            return calls -> {};
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
