package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.Status;
import dev.bettong.testing.NumberedLines;
import dev.bettong.testing.NumberedLoad;
import dev.bettong.testing.TroubledReceiver;
import dev.bettong.testing.TroubledReceiver.Connection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final int PADDING = 10;
    private static final int CONNECTIONS = 4;
    private static final int FRAMES = 100_000;

    /** One worker is held up, so that what the other one sends it waits in great number when the stop comes. */
    @Test
    void waitsForWhatIsOnItsWayBetweenWorkers() throws Exception {
        AtomicReference<@Nullable Thread> held = new AtomicReference<>(); // one worker; written by the first that comes
        Set<String> seen = ConcurrentHashMap.newKeySet(); // connections; written by both workers
        AtomicLong framesBefore = new AtomicLong();
        CountDownLatch released = new CountDownLatch(1);
        Pipeline pipeline = Pipeline.named("held up")
                .from(Source.tcp("numbers", Decoder.framed(4, ">I", bytes -> new String(bytes, US_ASCII))))
                .partition(text -> text.substring(0, text.indexOf(' ')))
                .compute("hold", text -> {
                    seen.add(text.substring(0, text.indexOf(' ')));
                    // only now: the worker that is held may be the one that accepts connections
                    if (seen.size() == CONNECTIONS && held.compareAndSet(null, Thread.currentThread())) {
                        released.await();
                    }
                    return text;
                })
                .to(Sink.tcp("lines", text -> (text + "\n").getBytes(US_ASCII)));
        try (TroubledReceiver receiver = TroubledReceiver.start(0);
                RunningPipelines pipelines =
                        RunningPipelines.with(2).mailboxCapacity(64 << 20).run(receiver.port(), pipeline);
                NumberedLoad load = NumberedLoad.start(pipelines.port(), CONNECTIONS, FRAMES, PADDING)) {
            await("one worker is held up").atMost(RunningPipelines.DEADLINE).until(() -> held.get() != null);
            await("the other worker has read all that it can")
                    .atMost(RunningPipelines.DEADLINE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> {
                        long frames = pipelines.status().sources().getFirst().frames();
                        return framesBefore.getAndSet(frames) == frames;
                    });
            assertThat(load.sent()).isPositive();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(pipelines::stop);
            pipelines.awaitStatus("the stop has begun", status -> status.status() == Status.DRAINING);
            released.countDown();
            stopped.get(RunningPipelines.DEADLINE.toSeconds(), TimeUnit.SECONDS);

            NumberedLines lines = new NumberedLines(PADDING);
            for (Connection connection : receiver.connections()) {
                await().atMost(RunningPipelines.DEADLINE).until(connection::ended);
                lines.takeAll(connection);
            }
            assertThat(lines.count())
                    .isEqualTo(pipelines.status().sources().getFirst().frames());
            assertThat(lines.isPrefixOfEveryConnection()).isTrue();
        } finally {
            released.countDown();
        }
    }
}
