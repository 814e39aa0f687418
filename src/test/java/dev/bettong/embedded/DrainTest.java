package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.testing.NumberedLines;
import dev.bettong.testing.NumberedLoad;
import dev.bettong.testing.TroubledReceiver;
import dev.bettong.testing.TroubledReceiver.Connection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainTest {

    private static final int PADDING = 10;

    /** One worker is slow, so that what the other one sends it waits in great number when the stop comes. */
    @Test
    void waitsForWhatIsOnItsWayBetweenWorkers() throws Exception {
        AtomicReference<@Nullable Thread> slow = new AtomicReference<>(); // one worker; written by the first that comes
        Pipeline lame = Pipeline.named("lame")
                .from(Source.tcp("numbers", Decoder.framed(4, ">I", bytes -> new String(bytes, US_ASCII))))
                .partition(text -> text.substring(0, text.indexOf(' ')))
                .compute("limp", text -> limp(text, slow))
                .to(Sink.tcp("lines", text -> (text + "\n").getBytes(US_ASCII)));
        try (TroubledReceiver receiver = TroubledReceiver.start(0)) {
            RunningPipelines pipelines =
                    RunningPipelines.with(2).mailboxCapacity(64 << 20).run(receiver.port(), lame);
            try (pipelines;
                    NumberedLoad load = NumberedLoad.start(pipelines.port(), 4, 20_000, PADDING)) {
                await("the quicker worker is far ahead")
                        .atMost(RunningPipelines.DEADLINE)
                        .until(() -> pipelines.status().source().frames() > receiver.received() + 15_000);
                assertThat(load.sent()).isPositive();
            }
            NumberedLines lines = new NumberedLines(PADDING);
            for (Connection connection : receiver.connections()) {
                await().atMost(RunningPipelines.DEADLINE).until(connection::ended);
                lines.takeAll(connection);
            }
            assertThat(lines.count()).isEqualTo(pipelines.status().source().frames());
            assertThat(lines.isPrefixOfEveryConnection()).isTrue();
        }
    }

    private static String limp(String text, AtomicReference<@Nullable Thread> slow) {
        slow.compareAndSet(null, Thread.currentThread());
        if (slow.get() == Thread.currentThread()) {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(20));
        }
        return text;
    }
}
