package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Framing;
import dev.bettong.runtime.FailureReason;
import dev.bettong.source.FrameReceiver;
import dev.bettong.source.TcpSource;
import dev.bettong.source.TcpSourceSettings;
import dev.bettong.testing.Deadlines;
import io.netty.channel.EventLoop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.netty.resources.LoopResources;

/** Random frames, written as {@code send} writes them. The property {@code bettong.fuzz.seed} repeats a run. */
class FramesTest {

    private static final long SEED = Long.getLong("bettong.fuzz.seed", System.nanoTime());
    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int MAX_FRAME_SIZE = 300;
    private static final int COUNT = 500;

    /**
     * A framing of the commands and of sources.
     *
     * @param excluded what its frames cannot have, as a regular expression
     */
    record Both(Frames frames, Framing framing, String excluded) {

        @Override
        public String toString() {
            return framing.toString();
        }
    }

    static List<Both> framings() {
        byte[] delimiter = {1, 1, 2};
        return List.of(
                new Both(new Frames.Lines(), Framing.lines(), "\n|\r$"),
                new Both(new Frames.Header(2), Framing.lengthHeader(2, ">H"), "$^"),
                new Both(new Frames.Header(4), Framing.lengthField(0, 4).strip(4), "$^"),
                new Both(new Frames.Delimited(new byte[1]), Framing.nul(), "\0"),
                new Both(new Frames.Delimited(delimiter), Framing.delimiter(delimiter), "\1\1\2"),
                new Both(new Frames.OctetCounting(), Framing.octetCounting(), "\n$|^$"),
                new Both(new Frames.Varint(), Framing.varint(), "$^"),
                new Both(new Frames.Mllp(), Framing.mllp(), "\u001c\r"));
    }

    @ParameterizedTest
    @MethodSource("framings")
    void readsWhatItWrites(Both both) throws Exception {
        List<String> sent = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(write(both, sent));
        for (String frame : sent) {
            assertThat(both.frames.read(in)).as("seed %d", SEED).isEqualTo(frame.getBytes(ISO_8859_1));
        }
        assertThat(both.frames.read(in)).as("seed %d", SEED).isNull();
    }

    @ParameterizedTest
    @MethodSource("framings")
    void writesWhatASourceReads(Both both) throws Exception {
        SplittableRandom random = new SplittableRandom(SEED);
        LoopResources loops = LoopResources.create("frames-test", 1, true);
        Received received = new Received();
        EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
        TcpSource source = new TcpSource("in", both.framing, settings(), loops, Map.of(loop, received));
        source.start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(source))) {
            socket.setTcpNoDelay(true);
            List<String> sent = new ArrayList<>();
            byte[] bytes = write(both, sent);
            OutputStream out = socket.getOutputStream();
            for (int from = 0, length; from < bytes.length; from += length) {
                length = Math.min(bytes.length - from, 1 + random.nextInt(MAX_FRAME_SIZE));
                out.write(bytes, from, length);
            }
            socket.shutdownOutput();
            await("seed " + SEED).atMost(DEADLINE).until(() -> received.heard.contains("closed"));
            sent.add("closed");
            assertThat(received.heard).as("seed %d", SEED).isEqualTo(sent);
        } finally {
            source.stop().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            loops.disposeLater(Duration.ZERO, DEADLINE).block(DEADLINE);
        }
    }

    private static TcpSourceSettings settings() {
        return new TcpSourceSettings("127.0.0.1", 0, MAX_FRAME_SIZE, 10, 64 << 20, DEADLINE, Duration.ZERO);
    }

    private static int port(TcpSource source) {
        String address = source.address();
        return Integer.parseInt(address.substring(address.indexOf(':') + 1));
    }

    /** The bytes of random frames, which end up in {@code sent}. */
    private static byte[] write(Both both, List<String> sent) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (sent.size() < COUNT) {
            byte[] payload = new byte[random.nextInt(4) == 0 ? random.nextInt(4) : random.nextInt(MAX_FRAME_SIZE + 1)];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte) random.nextInt(random.nextBoolean() ? 32 : 256);
            }
            String text = new String(payload, ISO_8859_1);
            String frame = text.replaceAll("(?:%s)+".formatted(both.excluded), "");
            if (frame.equals(text) && !(text.isEmpty() && "".matches(both.excluded))) {
                both.frames.write(payload, bytes);
                sent.add(frame);
            }
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "nul, a",
        "octet-counting, 5 abc",
        "octet-counting, 12",
        "varint, '\u0080'",
        "varint, '\5a'",
        "mllp, '\u000b'"
    })
    void refusesHalfAFrame(String name, String bytes) {
        Frames frames = Frames.of(Arguments.of(List.of("--framing", name), new Receive()), new Frames.Lines());

        assertThatThrownBy(() -> frames.read(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1))))
                .isInstanceOf(EOFException.class)
                .hasMessageStartingWith("the end comes within a");
    }

    @ParameterizedTest
    @CsvSource({
        "octet-counting, '9999999999 '",
        "varint, '\u00ff\u00ff\u00ff\u00ff\u00ff'",
        "varint, '\u00ff\u00ff\u00ff\u007f'",
        "mllp, 'M'"
    })
    void refusesWhatIsNoFrame(String name, String bytes) {
        Frames frames = Frames.of(Arguments.of(List.of("--framing", name), new Receive()), new Frames.Lines());

        assertThatThrownBy(() -> frames.read(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1))))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EOFException.class);
    }

    @Test
    void refusesToWriteAFrameWithItsEndInside() {
        assertThatThrownBy(() -> new Frames.Mllp().write(new byte[] {0x1c, '\r', 1}, OutputStream.nullOutputStream()))
                .isInstanceOf(IOException.class)
                .hasMessage("a frame has the delimiter inside");
    }

    /** Frames and ends of connections, in order; written by the event loop. */
    private static final class Received implements FrameReceiver {

        private final List<String> heard = new CopyOnWriteArrayList<>();

        @Override
        public void begin(long now, long connection) {}

        @Override
        public void frame(byte[] payload) {
            heard.add(new String(payload, ISO_8859_1));
        }

        @Override
        public void end() {}

        @Override
        public void rejected(FailureReason reason, String detail, byte[] bytes) {
            heard.add(detail);
        }

        @Override
        public void closed(long connection) {
            heard.add("closed");
        }

        @Override
        public boolean mayRead() {
            return true;
        }

        @Override
        public boolean mayHandle() {
            return true;
        }
    }
}
