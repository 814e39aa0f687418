package dev.bettong.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Framing;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnfinishedFramesHeapTest {

    private static final int CONNECTIONS = 100;

    private final UnfinishedFrames frames = new UnfinishedFrames();
    private final List<FrameReader> connections = IntStream.range(0, CONNECTIONS)
            .mapToObj(i -> new FrameReader(
                    new EmbeddedChannel(),
                    ReadConnection.loopConnections(new RecordingReceiver(), 1),
                    FrameScanner.of(Framing.lines(), 1),
                    0))
            .toList();

    @Test
    void areNotAllLookedAtForEachThatAsksForRoom() {
        int many = 2_000;
        RecordingReceiver received = new RecordingReceiver();
        LoopConnections full = ReadConnection.loopConnections(received, 1_000 * 64);
        List<ReadConnection> senders = IntStream.range(0, many)
                .mapToObj(i -> new ReadConnection(Framing.lines(), 1 << 20, full))
                .toList();

        senders.forEach(sender -> sender.read(new byte[64]));

        assertThat(received.rejected()).hasSize(many - 1_000);
        long looks =
                senders.stream().mapToLong(sender -> sender.allocator().sized()).sum();
        assertThat(looks).isLessThan(100L * many);
    }

    @Test
    void knowsTheLargestAndTheSumWhateverComesAndGoes() {
        Random random = new Random(26);
        Map<FrameReader, Integer> model = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            FrameReader connection = connections.get(random.nextInt(CONNECTIONS));
            int kept = random.nextInt(3) == 0 ? 0 : random.nextInt(1000);
            frames.keeps(connection, kept);
            model.put(connection, kept);

            int largest =
                    model.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            assertThat(frames.bytes())
                    .isEqualTo(
                            model.values().stream().mapToInt(Integer::intValue).sum());
            if (largest == 0) {
                assertThat(frames.largest()).isNull();
            } else {
                assertThat(model.get(frames.largest())).isEqualTo(largest);
            }
        }
    }
}
