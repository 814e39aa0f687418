package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.embedded.Traps.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What enemies send, through real sockets, while others go on. */
class HostileInputTest {

    private static final int MAX_FRAME_SIZE = 1024;
    private static final int MAX_CONNECTIONS = 100;
    private static final String GATE = Place.DECODER.step;

    private static Siege siege() throws IOException {
        return new Siege(RunningPipelines.with(2).maxFrameSize(MAX_FRAME_SIZE), Traps.pipeline("traps"));
    }

    /** Who ends the connection of an attack, and how. */
    enum End {
        SERVER_CLOSES,
        CLIENT_CLOSES,
        CLIENT_RESETS
    }

    /**
     * Bytes that are no whole frame.
     *
     * @param bytes one character per byte
     */
    record Attack(String name, String bytes, End end, String reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Attack> attacks() throws Exception {
        String body = new String(Attacker.frames("h ok of which the end is cut off"), ISO_8859_1);
        return List.of(
                new Attack("a length above the limit", header(1025), End.SERVER_CLOSES, "frame-too-large"),
                new Attack("the greatest length", header(Integer.MAX_VALUE), End.SERVER_CLOSES, "frame-too-large"),
                new Attack("a negative length", header(-1), End.SERVER_CLOSES, "malformed-frame"),
                new Attack("the least length", header(Integer.MIN_VALUE), End.SERVER_CLOSES, "malformed-frame"),
                new Attack("a TLS hello", tlsHello(), End.SERVER_CLOSES, "frame-too-large"),
                new Attack("an HTTP request", "GET / HTTP/1.1\r\n\r\n", End.SERVER_CLOSES, "frame-too-large"),
                new Attack("a cut in the header", "\0\0\0", End.CLIENT_CLOSES, "truncated-frame"),
                new Attack("a cut behind the header", header(10), End.CLIENT_CLOSES, "truncated-frame"),
                new Attack("a cut in the body", body.substring(0, 20), End.CLIENT_CLOSES, "truncated-frame"),
                new Attack("a cut before the last byte", chop(body), End.CLIENT_CLOSES, "truncated-frame"),
                new Attack("a reset in the header", "\0", End.CLIENT_RESETS, "truncated-frame"),
                new Attack("a reset in the body", chop(body), End.CLIENT_RESETS, "truncated-frame"));
    }

    private static String header(int length) {
        return new String(ByteBuffer.allocate(Integer.BYTES).putInt(length).array(), ISO_8859_1);
    }

    private static String chop(String text) {
        return text.substring(0, text.length() - 1);
    }

    private static String tlsHello() throws NoSuchAlgorithmException, SSLException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return new String(hello.array(), 0, hello.position(), ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void countsWhatIsNoFrameAndClosesItsConnection(Attack attack) throws Exception {
        try (Siege siege = siege();
                Attacker attacker = siege.attacker()) {
            attacker.send(Attacker.frames("h ok before"));
            siege.awaitOutputs("h ok before #1");
            long before = siege.pipelines().status().sources().getFirst().bytes();
            byte[] bytes = attack.bytes.getBytes(ISO_8859_1);

            attacker.send(bytes);
            siege.pipelines()
                    .awaitStatus(
                            "the attack is read",
                            status -> status.sources().getFirst().bytes() == before + bytes.length);
            switch (attack.end) {
                case SERVER_CLOSES -> attacker.awaitClosed();
                case CLIENT_CLOSES -> attacker.hangUp();
                case CLIENT_RESETS -> attacker.reset();
            }

            siege.assertFailures(GATE, attack.reason, 1);
            siege.pipelines()
                    .awaitStatus(
                            "only the attacker is gone",
                            status -> status.sources().getFirst().connections() == siege.bystanders());
            siege.assertUndisturbed();
            siege.awaitOutputs("h ok before #1");
        }
    }

    @Test
    void closesTheConnectionOfASlowSenderThatHoldsHalfAFrame() throws Exception {
        RunningPipelines.Settings settings = RunningPipelines.with(2).frameTimeout(Duration.ofMillis(500));
        byte[] frame = Attacker.frames("h ok " + "never to be complete ".repeat(1000));
        try (Siege siege = new Siege(settings, Traps.pipeline("traps"));
                Attacker silent = siege.attacker();
                Attacker slow = siege.attacker()) {
            silent.send(Arrays.copyOf(frame, frame.length / 2));
            int[] sent = {0};
            await("the slow sender is cut off")
                    .atMost(RunningPipelines.DEADLINE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !slow.trySend(new byte[] {frame[sent[0]++]}));
            silent.awaitClosed();
            siege.assertFailures(GATE, "truncated-frame", 2);
            siege.assertUndisturbed();
            assertThat(siege.outputs()).isEmpty();
        }
    }

    @Test
    void closesAnIdleConnectionWithoutCountingAFailure() throws Exception {
        RunningPipelines.Settings settings = RunningPipelines.with(2).idleTimeout(Duration.ofSeconds(5));
        try (Siege siege = new Siege(settings, Traps.pipeline("traps"));
                Attacker busy = siege.attacker();
                Attacker idle = siege.attacker()) {
            List<String> answers = new ArrayList<>();
            siege.pipelines().awaitStatus("only the busy one is left", status -> {
                busy.trySend(Attacker.frames("h ok"));
                answers.add("h ok #" + (answers.size() + 1));
                return status.sources().getFirst().connections() == 1;
            });
            idle.awaitClosed();
            siege.awaitOutputs(answers.toArray(String[]::new));
            assertThat(siege.pipelines().status().failures()).isEmpty();
            assertThat(siege.pipelines()
                            .registry()
                            .get("bettong.source.idle.timeouts")
                            .functionCounter()
                            .count())
                    .isEqualTo(1 + siege.bystanders());
        }
    }

    @Test
    void refusesTwoThousandConnectionsOverTheLimitAndGivesAFreedSlotAway() throws Exception {
        int over = 2_000;
        RunningPipelines.Settings settings = RunningPipelines.with(2).maxConnections(MAX_CONNECTIONS);
        List<Attacker> idle = new ArrayList<>();
        List<Attacker> refused = new ArrayList<>();
        try (Siege siege = new Siege(settings, Traps.pipeline("traps"))) {
            while (siege.bystanders() + idle.size() < MAX_CONNECTIONS) {
                idle.add(siege.attacker());
            }
            siege.pipelines()
                    .awaitStatus("full", status -> status.sources().getFirst().connections() == MAX_CONNECTIONS);
            for (int i = 0; i < over; i++) {
                refused.add(siege.attacker());
            }
            for (Attacker attacker : refused) {
                attacker.awaitClosed();
            }
            assertThat(siege.pipelines().status().sources().getFirst().refused())
                    .isEqualTo(over);
            assertThat(siege.pipelines()
                            .registry()
                            .get("bettong.source.connections.refused")
                            .functionCounter()
                            .count())
                    .isEqualTo(over);
            assertThat(siege.pipelines().status().sources().getFirst().connections())
                    .isEqualTo(MAX_CONNECTIONS);
            assertThat(siege.pipelines().status().failures()).isEmpty();
            siege.assertUndisturbed();

            idle.removeLast().close();
            siege.pipelines()
                    .awaitStatus(
                            "a free slot", status -> status.sources().getFirst().connections() < MAX_CONNECTIONS);
            try (Attacker next = siege.attacker()) {
                next.send(Attacker.frames("h ok at last"));
                siege.awaitOutputs("h ok at last #1");
            }
        } finally {
            for (Attacker attacker : refused) {
                attacker.close();
            }
            for (Attacker attacker : idle) {
                attacker.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatAFunctionThrowsAndKeepsTheConnection(Place place) throws Exception {
        try (Siege siege = siege();
                Attacker attacker = siege.attacker()) {
            attacker.send(Attacker.frames("h ok before"));
            for (Blow blow : Blow.values()) {
                attacker.send(Attacker.frames(place.event(blow, "1"), place.event(blow, "2")));
            }
            attacker.send(Attacker.frames("h ok after"));
            siege.awaitOutputs(
                    "h ok before #1", "h ok after #" + (2 + (place.behindTheCount() ? 2 * Blow.values().length : 0)));
            siege.assertFailures(place.step, place.reason, 2L * Blow.values().length);
            siege.assertUndisturbed();
        }
    }

    @Test
    void countsAnEventWithAKeyThatIsNotInTheListAndKeepsTheConnection() throws Exception {
        try (Siege siege = siege();
                Attacker attacker = siege.attacker()) {
            attacker.send(Attacker.frames("h ok before", "unheard of", "", " ", "h ok after"));
            siege.awaitOutputs("h ok before #1", "h ok after #2");
            siege.assertFailures(Place.PARTITION_FUNCTION.step, "unknown-partition", 3);
            siege.assertUndisturbed();
        }
    }

    @Test
    void countsAnEventWithoutAKeyAndKeepsTheConnection() throws Exception {
        try (Siege siege = siege();
                Attacker attacker = siege.attacker()) {
            attacker.send(Attacker.frames("h ok before", Traps.NO_KEY, "h ok after"));
            siege.awaitOutputs("h ok before #1", "h ok after #2");
            siege.assertFailures(Place.PARTITION_FUNCTION.step, "partition", 1);
            siege.assertUndisturbed();
        }
    }

    @Test
    void takesEmptyFramesAndFramesOfTheGreatestSizeCutAtEveryByte() throws Exception {
        String longest = "h ok " + "x".repeat(MAX_FRAME_SIZE - 5);
        byte[] bytes = Attacker.frames("h ok first", "", longest, "h ok last");
        try (Siege siege = siege();
                Attacker attacker = siege.attacker()) {
            for (byte one : bytes) {
                attacker.send(new byte[] {one});
            }
            siege.awaitOutputs("h ok first #1", longest + " #2", "h ok last #3");
            siege.assertFailures(Place.PARTITION_FUNCTION.step, "unknown-partition", 1); // the empty one
            siege.assertUndisturbed();
        }
    }
}
