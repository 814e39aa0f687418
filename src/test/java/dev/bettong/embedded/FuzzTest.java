package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random connections, a few at a time, cut into random pieces. The property {@code bettong.fuzz.seed} repeats a run. */
class FuzzTest {

    private static final long SEED = Long.getLong("bettong.fuzz.seed", System.nanoTime());
    private static final int CONNECTIONS = 120;
    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int AT_A_TIME = 4;
    private static final int MAX_FRAME_SIZE = 100;

    static List<Framing> framings() {
        return List.of(
                Framing.lengthHeader(1, ">B"),
                Framing.lengthHeader(2, "<h"),
                Framing.lengthHeader(4, ">i"),
                Framing.lengthHeader(4, ">I").includingHeader(),
                Framing.lengthHeader(8, "<Q"),
                Framing.lines(),
                new Framing.FixedLength(7),
                Framing.lines().keepingUnterminated(),
                Framing.nul(),
                Framing.delimiter((byte) '\n', (byte) '\n', (byte) 'x'),
                Framing.octetCounting(),
                Framing.varint(),
                Framing.mllp(),
                Framing.lengthField(1, 2).adjustment(-3).strip(3),
                Framing.lengthField(2, 3).adjustment(2).strip(1).littleEndian());
    }

    @ParameterizedTest
    @MethodSource("framings")
    void findsAllFramesAndAllFailuresInRandomBytes(Framing framing) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        Fuzz fuzz = new Fuzz(framing, MAX_FRAME_SIZE);
        List<String> frames = new ArrayList<>();
        Map<String, Long> failures = new TreeMap<>();
        try (LineServer sink = LineServer.start();
                RunningPipelines pipelines = RunningPipelines.with(2)
                        .maxFrameSize(MAX_FRAME_SIZE)
                        .maxConnections(CONNECTIONS)
                        .run(sink.port(), pipeline(framing))) {
            List<Sender> senders = new ArrayList<>();
            for (int opened = 0; opened < CONNECTIONS || !senders.isEmpty(); ) {
                if (opened < CONNECTIONS && senders.size() < AT_A_TIME) {
                    byte[] bytes = fuzz.connection(random);
                    Fuzz.Outcome outcome = fuzz.outcome(bytes);
                    outcome.frames().forEach(frame -> frames.add(line(frame.getBytes(ISO_8859_1))));
                    if (outcome.failure() != null) {
                        failures.merge(outcome.failure(), 1L, Long::sum);
                    }
                    senders.add(new Sender(Attacker.connect(pipelines.port()), bytes));
                    opened++;
                }
                Sender sender = senders.get(random.nextInt(senders.size()));
                if (!sender.sendSome(random)) {
                    senders.remove(sender);
                }
            }
            await("seed " + SEED + ": " + frames.size() + " frames and failures " + failures)
                    .atMost(DEADLINE)
                    .until(() -> sink.lines().size() >= frames.size()
                            && pipelines.status().failures().equals(failures)
                            && pipelines.status().sources().getFirst().connections() == 0);
            assertThat(sink.lines()).as("seed %d", SEED).containsExactlyInAnyOrderElementsOf(frames);
            assertThat(pipelines.status().status()).as("seed %d", SEED).isEqualTo(Status.RUNNING);
            assertThat(pipelines.status().sources().getFirst().frames())
                    .as("seed %d", SEED)
                    .isEqualTo(frames.size());
        }
    }

    private static Pipeline pipeline(Framing framing) {
        return Pipeline.named("fuzz")
                .from(Source.tcp("gate", Decoder.framed(framing, FuzzTest::line)))
                .partition(line -> line)
                .compute("nothing", line -> line)
                .to(Sink.tcp("out", line -> (line + "\n").getBytes(ISO_8859_1)));
    }

    private static String line(byte[] payload) {
        return "<" + HexFormat.of().formatHex(payload) + ">";
    }

    /** A connection and what it still has to send. */
    private static final class Sender {

        private final Attacker attacker;
        private final byte[] bytes;
        private int sent;

        Sender(Attacker attacker, byte[] bytes) {
            this.attacker = attacker;
            this.bytes = bytes;
        }

        /** Sends a piece; returns whether there is more. Ends the connection if there is not. */
        boolean sendSome(RandomGenerator random) throws IOException {
            int end = Math.min(bytes.length, sent + 1 + random.nextInt(MAX_FRAME_SIZE));
            boolean taken = attacker.trySend(Arrays.copyOfRange(bytes, sent, end));
            sent = end;
            if (taken && sent < bytes.length) {
                return true;
            }
            attacker.hangUp();
            return false;
        }
    }
}
