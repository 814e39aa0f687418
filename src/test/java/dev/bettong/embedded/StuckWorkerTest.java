package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.WorkerStatus;
import dev.bettong.runtime.WorkerStatus.StepPlace;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A function that does not return, which nobody can interrupt: it must be seen where that is. */
@Isolated("reads the log")
@ExtendWith(OutputCaptureExtension.class)
class StuckWorkerTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    private final CountDownLatch release = new CountDownLatch(1);
    private LineServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = LineServer.start();
    }

    @AfterEach
    void close() throws IOException {
        release.countDown();
        receiver.close();
    }

    private String stuck(String text) {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text;
    }

    @Test
    void isSeenWithThePlaceAndGoesOn(CapturedOutput log) throws Exception {
        Pipeline pipeline = Pipeline.named("slow")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String word) -> word)
                .compute("look up", this::stuck)
                .to(Sink.tcp("out", (String line) -> (line + "\n").getBytes(UTF_8)));
        try (RunningPipelines running = RunningPipelines.with(1)
                        .workerDelayLimit(Duration.ofSeconds(3))
                        .run(receiver.port(), pipeline);
                FramedClient client = FramedClient.connect(running.port("slow"), DEADLINE)) {
            client.send("a");
            await("the partitions are stalled")
                    .atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(running.inspection().partitions("slow"))
                            .allSatisfy(each -> {
                                assertThat(each.health().status()).isEqualTo(PartitionStatus.STALLED);
                                assertThat(each.health().detail()).contains("'look up' of pipeline 'slow'");
                            }));
            await("it is seen").atMost(DEADLINE).untilAsserted(() -> {
                WorkerStatus.Call call =
                        running.inspection().workers().getFirst().call();
                assertThat(call).isNotNull();
                Objects.requireNonNull(call);
                assertThat(call.lasts()).isGreaterThan(Duration.ofSeconds(1));
                assertThat(call.inside()).contains("StuckWorkerTest.stuck");
                assertThat(call.step()).isEqualTo(new StepPlace("slow", "look up"));
            });
            assertThat(running.registry()
                            .get("bettong.worker.delay")
                            .tag("worker", "0")
                            .timeGauge()
                            .value(TimeUnit.SECONDS))
                    .isGreaterThan(1);
            await("the log").atMost(DEADLINE).until(() -> log.getOut().contains("Worker 0 has been blocked for"));
            assertThat(log.getOut()).contains("s in 'look up' of pipeline 'slow'; its partitions wait");
            assertThat(log.getOut()).contains("at dev.bettong.embedded.StuckWorkerTest.stuck");
            release.countDown();

            receiver.awaitLines(1, DEADLINE);
            await("it goes on").atMost(DEADLINE).untilAsserted(() -> {
                assertThat(log.getOut()).contains("Worker 0 is in time again");
                assertThat(running.inspection().workers().getFirst().call()).isNull();
            });
            assertThat(running.inspection().workers().getFirst().busySeconds()).isPositive();
        }
    }
}
