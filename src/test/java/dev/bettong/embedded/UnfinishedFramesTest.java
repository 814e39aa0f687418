package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.LineServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many half frames, each within its limit, are together more than a source keeps. */
class UnfinishedFramesTest {

    private static final Duration TIMEOUT = Deadlines.CONDITION;
    private static final int MAX_FRAME_SIZE = 64 << 10;
    private static final int ATTACKERS = 20;

    @Test
    void closesTheConnectionsThatKeepTheMost() throws Exception {
        Pipeline pipeline = Pipeline.named("echo")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .to(Sink.tcp("out", text -> (text + "\n").getBytes(UTF_8)));
        byte[] half = new byte[4 + MAX_FRAME_SIZE / 2];
        half[2] = (byte) ((MAX_FRAME_SIZE - 1) >> 8);
        half[3] = (byte) (MAX_FRAME_SIZE - 1);
        List<FramedClient> attackers = new ArrayList<>();

        try (LineServer sink = LineServer.start();
                RunningPipelines pipelines = RunningPipelines.with(2)
                        .maxFrameSize(MAX_FRAME_SIZE)
                        .frameBuffer(MAX_FRAME_SIZE)
                        .run(sink.port(), pipeline);
                FramedClient good = FramedClient.connect(pipelines.port(), TIMEOUT)) {
            good.send("before");
            for (int i = 0; i < ATTACKERS; i++) {
                FramedClient attacker = FramedClient.connect(pipelines.port(), TIMEOUT);
                attackers.add(attacker);
                attacker.sendRaw(half);
            }
            // two workers, each with room for two frames of the largest size: eight of these halves
            pipelines.awaitFailures("truncated-frame", ATTACKERS - 8);
            good.send("after");

            assertThat(sink.awaitLines(2, TIMEOUT)).containsExactly("before", "after");
            assertThat(pipelines.status().status()).isEqualTo(Status.RUNNING);
        } finally {
            for (FramedClient attacker : attackers) {
                attacker.close();
            }
        }
    }
}
