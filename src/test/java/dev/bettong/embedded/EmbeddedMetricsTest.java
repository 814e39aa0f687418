package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import io.micrometer.core.instrument.FunctionCounter;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;

class EmbeddedMetricsTest {

    @Test
    void countsOnAfterAGarbageCollection() throws Exception {
        try (LineServer sink = LineServer.start();
                RunningPipelines pipelines = RunningPipelines.with(2).run(sink.port(), Traps.pipeline("traps"));
                FramedClient client = FramedClient.connect(pipelines.port(), RunningPipelines.DEADLINE)) {
            collectGarbage();
            client.send("h ok", "unheard of");
            sink.awaitLines(1, RunningPipelines.DEADLINE);
            pipelines.awaitFailures("unknown-partition", 1);
            assertThat(pipelines.registry().get("bettong.failures").functionCounters())
                    .extracting(FunctionCounter::count)
                    .contains(1.0);
            assertThat(pipelines
                            .registry()
                            .get("bettong.step.events")
                            .tag("step", "count")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            await().atMost(RunningPipelines.DEADLINE)
                    .untilAsserted(() -> assertThat(pipelines
                                    .registry()
                                    .get("bettong.sink.messages")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(1));
        }
    }

    private static void collectGarbage() {
        WeakReference<Object> garbage = new WeakReference<>(new Object());
        await("a garbage collection").atMost(RunningPipelines.DEADLINE).until(() -> {
            System.gc();
            return garbage.get() == null;
        });
    }
}
