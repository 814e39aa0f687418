package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.NumberedLines;
import dev.bettong.testing.NumberedLoad;
import dev.bettong.testing.TroubledReceiver;
import dev.bettong.testing.TroubledReceiver.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkTroubleTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int CONNECTIONS = 4;
    private static final int PADDING = 200;
    private static final long SMALL_BUFFER = 64 * 1024;

    private final List<TroubledReceiver> receivers = new ArrayList<>(); // that outlive the pipelines of a test

    @AfterEach
    void close() throws IOException {
        for (TroubledReceiver receiver : receivers) {
            receiver.close();
        }
    }

    private TroubledReceiver opened(TroubledReceiver receiver) {
        receivers.add(receiver);
        return receiver;
    }

    private static Pipeline echo() {
        return Pipeline.named("echo")
                .from(Source.tcp("numbers", Decoder.framed(4, ">I", bytes -> new String(bytes, US_ASCII))))
                .partition(text -> text.substring(0, text.indexOf(' ')))
                .to(Sink.tcp("lines", text -> (text + "\n").getBytes(US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void pausesForAnAbsentSinkAndDeliversEverythingWhenItAppears(int workers) throws Exception {
        int port = FreePort.find();
        long frames = 20_000;
        try (RunningPipelines pipelines =
                        RunningPipelines.with(workers).bufferSize(SMALL_BUFFER).run(port, echo());
                NumberedLoad load = NumberedLoad.start(pipelines.port(), CONNECTIONS, frames, PADDING)) {
            pipelines.awaitStatus("a pause", SinkTroubleTest::pausedByTheSink);
            assertThat(pipelines.status().status()).isEqualTo(Status.DEGRADED);
            assertThat(pipelines.status().detail())
                    .contains("sink 'lines' is not connected", "waiting for sink 'lines'");
            assertThat(paused(pipelines)).isEqualTo(1);
            try (TroubledReceiver receiver = TroubledReceiver.start(port)) {
                awaitAllWritten(pipelines, load, CONNECTIONS * frames);
                assertRunsFreely(pipelines);
                assertDeliveredOnce(pipelines, receiver, CONNECTIONS * frames, PADDING);
            }
        }
    }

    /** What waits is so little that a new connection takes it in one go, which must open the gate as well. */
    @Test
    void readsOnWhenANewConnectionTakesEverythingAtOnce() throws Exception {
        int port = FreePort.find();
        long frames = 1_000;
        try (RunningPipelines pipelines =
                        RunningPipelines.with(1).bufferSize(20_000).run(port, echo());
                NumberedLoad load = NumberedLoad.start(pipelines.port(), 1, frames, 100)) {
            pipelines.awaitStatus("a pause", SinkTroubleTest::pausedByTheSink);
            try (TroubledReceiver receiver = TroubledReceiver.start(port)) {
                awaitAllWritten(pipelines, load, frames);
                assertRunsFreely(pipelines);
                assertDeliveredOnce(pipelines, receiver, frames, 100);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void goesOnWithTheReplacementOfASinkThatWasKilledUnderLoad(int workers) throws Exception {
        long frames = 40_000;
        TroubledReceiver killed = opened(TroubledReceiver.startStallingAfter(FreePort.find(), 10_000));
        TroubledReceiver replacement;
        try (RunningPipelines pipelines =
                        RunningPipelines.with(workers).bufferSize(SMALL_BUFFER).run(killed.port(), echo());
                NumberedLoad load = NumberedLoad.start(pipelines.port(), CONNECTIONS, frames, PADDING)) {
            await().atMost(DEADLINE).until(() -> killed.received() >= 10_000);
            killed.close();
            pipelines.awaitStatus(
                    "no sink and a pause", status -> status.status() == Status.DEGRADED && pausedByTheSink(status));
            replacement = opened(TroubledReceiver.start(killed.port()));
            awaitAllWritten(pipelines, load, CONNECTIONS * frames);
            assertRunsFreely(pipelines);
            assertCountsDisconnects(pipelines, workers);
        }
        assertOneGapForEachBrokenConnection(killed, replacement, CONNECTIONS * frames);
    }

    /** One for each worker at least: the system may still take a connection for a receiver that is closing. */
    private static void assertCountsDisconnects(RunningPipelines pipelines, int workers) {
        double disconnects = pipelines
                .registry()
                .get("bettong.sink.disconnects")
                .functionCounter()
                .count();
        assertThat(disconnects).isGreaterThanOrEqualTo(workers);
        assertThat(pipelines.status().failures()).hasSize(1).containsEntry("sink", (long) disconnects);
    }

    /** Only what the broken sockets had taken may be missing: one stretch of each key, between the two receivers. */
    private static void assertOneGapForEachBrokenConnection(
            TroubledReceiver killed, TroubledReceiver replacement, long sent) {
        NumberedLines all = new NumberedLines(PADDING);
        for (TroubledReceiver receiver : new TroubledReceiver[] {killed, replacement}) {
            for (Connection connection : receiver.connections()) {
                await().atMost(DEADLINE).until(connection::ended);
                NumberedLines own = new NumberedLines(PADDING);
                own.takeAll(connection);
                assertThat(own.gaps()).as("gaps within a connection").isZero();
                all.takeAll(connection);
            }
        }
        assertThat(replacement.connections())
                .allSatisfy(connection -> assertThat(connection.rest()).isEmpty());
        assertThat(all.gaps()).isBetween(0L, (long) all.keys());
        assertThat(all.highest()).as("the end of every key has come").isEqualTo(sent);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void pausesForASlowReaderAndThenDeliversEverything(int workers) throws Exception {
        long frames = 20_000;
        try (TroubledReceiver receiver = TroubledReceiver.startStalled(0);
                RunningPipelines pipelines =
                        RunningPipelines.with(workers).bufferSize(SMALL_BUFFER).run(receiver.port(), echo());
                NumberedLoad load = NumberedLoad.start(pipelines.port(), CONNECTIONS, frames, PADDING)) {
            pipelines.awaitStatus(
                    "a pause", status -> status.status() == Status.BACKPRESSURED && pausedByTheSink(status));
            assertThat(paused(pipelines)).isEqualTo(1);
            assertThat(pipelines.status().detail()).contains("sink 'lines' on worker ");
            receiver.resume();
            awaitAllWritten(pipelines, load, CONNECTIONS * frames);
            assertRunsFreely(pipelines);
            assertThat(pipelines
                            .registry()
                            .get("bettong.source.backpressured.time")
                            .functionCounter()
                            .count())
                    .isPositive();
            assertDeliveredOnce(pipelines, receiver, CONNECTIONS * frames, PADDING);
        }
    }

    @Test
    void holdsBackNoMoreThanItsMarksWhileAReceiverStalls() throws Exception {
        long frames = 100_000;
        try (TroubledReceiver receiver = TroubledReceiver.startStalled(0);
                RunningPipelines pipelines = RunningPipelines.with(2)
                        .bufferSize(SMALL_BUFFER)
                        .mailboxCapacity(SMALL_BUFFER)
                        .run(receiver.port(), echo());
                NumberedLoad load = NumberedLoad.start(pipelines.port(), CONNECTIONS, frames, PADDING)) {
            pipelines.awaitStatus("a pause", SinkTroubleTest::pausedByTheSink);
            long readBefore = pipelines.status().sources().getFirst().bytes();
            await("it reads nothing more")
                    .during(Duration.ofSeconds(1))
                    .atMost(DEADLINE)
                    .until(() -> {
                        PipelineStatus status = pipelines.status();
                        return pausedByTheSink(status)
                                && status.sources().getFirst().bytes() < readBefore + (1 << 20);
                    });
            long overshoot = CONNECTIONS * 2L * 64 * 1024; // one read of each connection, and what is in the mailboxes
            assertThat(pipelines.status().sinks().getFirst().bufferedBytes())
                    .isBetween(SMALL_BUFFER / 2, 2 * SMALL_BUFFER + overshoot);
            assertThat(load.ended()).isFalse();
            receiver.resume();
            awaitAllWritten(pipelines, load, CONNECTIONS * frames);
            assertDeliveredOnce(pipelines, receiver, CONNECTIONS * frames, PADDING);
        }
    }

    @Test
    void leavesNoSourcePausedForEverWhateverTheReceiverDoes() throws Exception {
        long seed = Long.getLong("bettong.test.seed", System.nanoTime());
        System.out.println("bettong.test.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 6; round++) {
            int padding = random.nextInt(300);
            int connections = random.nextInt(1, 7);
            long frames = (8 << 20) / (connections * (padding + 20L));
            try (TroubledReceiver receiver = TroubledReceiver.start(0);
                    RunningPipelines pipelines = RunningPipelines.with(random.nextInt(1, 4))
                            .bufferSize(random.nextLong(1, SMALL_BUFFER))
                            .mailboxCapacity(random.nextLong(1, SMALL_BUFFER))
                            .run(receiver.port(), echo());
                    NumberedLoad load = NumberedLoad.start(pipelines.port(), connections, frames, padding)) {
                for (int i = 0; i < 30 && !load.ended(); i++) {
                    receiver.stall();
                    pass(Duration.ofMillis(random.nextInt(30)));
                    receiver.resume();
                    pass(Duration.ofMillis(random.nextInt(10)));
                }
                awaitAllWritten(pipelines, load, connections * frames);
                assertRunsFreely(pipelines);
                assertDeliveredOnce(pipelines, receiver, connections * frames, padding);
            } catch (Throwable e) {
                throw new AssertionError("round %d of bettong.test.seed=%d".formatted(round, seed), e);
            }
        }
    }

    private static void pass(Duration time) {
        await().pollDelay(time).until(() -> true);
    }

    private static boolean pausedByTheSink(PipelineStatus status) {
        PipelineStatus.Backpressure paused = status.backpressure();
        return paused != null && paused.because().stream().anyMatch(cause -> cause.contains("sink 'lines'"));
    }

    private static double paused(RunningPipelines pipelines) {
        return pipelines.registry().get("bettong.source.backpressured").gauge().value();
    }

    private static void awaitAllWritten(RunningPipelines pipelines, NumberedLoad load, long messages) {
        pipelines.awaitStatus(
                messages + " messages written",
                status -> status.sinks().getFirst().messages() == messages);
        await().atMost(DEADLINE).until(load::ended);
    }

    private static void assertRunsFreely(RunningPipelines pipelines) {
        pipelines.awaitStatus(
                "nothing waits",
                status -> status.status() == Status.RUNNING
                        && status.backpressure() == null
                        && status.sinks().getFirst().bufferedBytes() == 0);
        assertThat(paused(pipelines)).isZero();
    }

    private static void assertDeliveredOnce(
            RunningPipelines pipelines, TroubledReceiver receiver, long lines, int padding) {
        await(lines + " lines").atMost(DEADLINE).until(() -> receiver.received() >= lines);
        NumberedLines received = new NumberedLines(padding);
        receiver.connections().forEach(received::takeAll);
        assertThat(received.count()).isEqualTo(lines);
        assertThat(received.gaplessFromZero()).isTrue();
        assertThat(pipelines.status().failures()).isEmpty();
    }
}
