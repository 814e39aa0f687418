package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FreePort;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames from one command to the other, and to plain sockets, over the network of this machine. */
class SendAndReceiveTest {

    private static final String THREE_LINES = "ann home\r\n\nböb home";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @MethodSource
    void bringsEachLineAsAFrame(List<String> framing, List<String> sameFraming) throws Exception {
        Call receive = receive(sameFraming, "--count", "3");

        Call send = Call.with(THREE_LINES, with(framing, "send", "localhost:" + port(receive)));

        assertThat(send.exitCode()).isZero();
        assertThat(send.err()).isEqualTo("Sent 3 frames, 17 bytes to localhost:%d%n".formatted(port(receive)));
        assertThat(receive.exitCode()).isZero();
        assertThat(receive.out()).isEqualTo("ann home\n\nböb home\n");
        assertThat(receive.err()).endsWith("Received 3 frames, 17 bytes%n".formatted());
    }

    static Stream<Arguments> bringsEachLineAsAFrame() {
        return Stream.of(
                arguments(List.of(), List.of("--header=4")),
                arguments(List.of("--header", "1"), List.of("--header", "1")),
                arguments(List.of("--header", "2"), List.of("--header", "2")),
                arguments(List.of("--header", "8"), List.of("--header", "8")),
                arguments(List.of("--lines"), List.of()),
                arguments(List.of("--framing", "nul"), List.of("--delimiter", "00")),
                arguments(List.of("--framing", "varint"), List.of("--framing", "varint")),
                arguments(List.of("--framing", "mllp"), List.of("--framing", "mllp")),
                arguments(List.of("--delimiter", "0d0a7c"), List.of("--delimiter", "0D0A7C")));
    }

    @Test
    void sendsTheHeaderThatSourcesExpect() throws Exception {
        Path file = Files.writeString(directory.resolve("frames"), "x".repeat(258) + "\n");
        try (ServerSocket server = server()) {
            Call send = Call.of("send", "localhost:" + server.getLocalPort(), file.toString());
            byte[] sent = allOf(server);
            assertThat(send.exitCode()).isZero();
            assertThat(sent).startsWith(0, 0, 1, 2, 'x').hasSize(4 + 258);
        }
    }

    @Test
    void sendsSyslogMessagesBehindTheirCountAndReceivesAlsoLines() throws Exception {
        try (ServerSocket server = server()) {
            String target = "localhost:" + server.getLocalPort();
            Call.with("<13>a\n<14>bc", "send", target, "--framing", "octet-counting");
            assertThat(new String(allOf(server), UTF_8)).isEqualTo("5 <13>a6 <14>bc");
        }
        Call receive = receive(List.of("--framing", "octet-counting"), "--count", "3");
        Call.with("5 <13>a<14>bc\n6 <15>d\n", "send", "localhost:" + port(receive), "--raw");
        assertThat(receive.exitCode()).isZero();
        assertThat(receive.out()).isEqualTo("<13>a\n<14>bc\n<15>d\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--framing=json,   There is no framing 'json'",
        "--delimiter=0d0,  'A delimiter is 1 to 16 bytes in hexadecimal digits, such as 0d0a, not ''0d0''.'",
        "--delimiter=,     'A delimiter is 1 to 16 bytes'",
        "--header=3,       'A header has 1, 2, 4 or 8 bytes, not 3.'"
    })
    void tellsThatAFramingIsUnknown(String option, String message) throws Exception {
        Call receive = Call.of("receive", "0", option);
        assertThat(receive.exitCode()).isEqualTo(2);
        assertThat(receive.err()).startsWith(message);
    }

    @Test
    void tellsThatFramesAreOfOneKind() throws Exception {
        Call receive = Call.of("receive", "0", "--lines", "--framing", "nul");
        assertThat(receive.exitCode()).isEqualTo(2);
        assertThat(receive.err()).startsWith("Frames are of one kind");
    }

    @Test
    void sendsRawInputAsItIs() throws Exception {
        try (ServerSocket server = server()) {
            Call send = Call.with("a\r\nb", "send", "localhost:" + server.getLocalPort(), "-", "--raw");
            assertThat(new String(allOf(server), UTF_8)).isEqualTo("a\r\nb");
            assertThat(send.exitCode()).isZero();
            assertThat(send.err()).startsWith("Sent 4 bytes");
        }
    }

    @Test
    void sendsAtOnceWhatIsTyped() throws Exception {
        PipedOutputStream keyboard = new PipedOutputStream();
        try (ServerSocket server = server();
                PipedInputStream input = new PipedInputStream(keyboard)) {
            Call send = Call.with(input, "send", "localhost:" + server.getLocalPort(), "--lines");
            try (Socket peer = server.accept()) {
                peer.setSoTimeout(Deadlines.SOCKET_MILLIS);
                keyboard.write("one\n".getBytes(UTF_8));
                keyboard.flush();
                assertThat(new String(peer.getInputStream().readNBytes(4), UTF_8))
                        .isEqualTo("one\n");
            }
            keyboard.close();
            send.exitCode();
        }
    }

    @Test
    void sendsNoFasterThanItMay() throws Exception {
        try (ServerSocket server = server()) {
            long start = System.nanoTime();
            Call send = Call.with("1\n2\n3\n4\n5\n", "send", "localhost:" + server.getLocalPort(), "--rate", "20");
            allOf(server);
            assertThat(send.exitCode()).isZero();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(4 * 50_000_000L);
        }
    }

    @Test
    void acceptsSeveralConnections() throws Exception {
        Call receive = receive(List.of(), "--count", "2");
        for (String line : List.of("one", "two")) {
            assertThat(Call.with(line, "send", "localhost:" + port(receive), "--lines")
                            .exitCode())
                    .isZero();
        }
        assertThat(receive.exitCode()).isZero();
        assertThat(receive.out().lines()).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void tellsOfAConnectionThatEndsWithinAFrame() throws Exception {
        Call receive = receive(List.of(), "--count", "1");
        Call.with("half", "send", "localhost:" + port(receive), "--raw").exitCode();
        receive.awaitErr("A connection is closed: the end comes within a line of 4 bytes");
        Call.with("whole", "send", "localhost:" + port(receive), "--lines").exitCode();
        assertThat(receive.exitCode()).isZero();
        assertThat(receive.out()).isEqualTo("whole\n");
    }

    @Test
    void tellsThatNobodyListens() throws Exception {
        int nobody = FreePort.find();
        Call send = Call.with("x", "send", "localhost:" + nobody);
        assertThat(send.exitCode()).isOne();
        assertThat(send.err())
                .isEqualTo("Cannot connect to localhost:%d: Connection refused. Is there a source that listens there?%n"
                        .formatted(nobody));
    }

    @Test
    void tellsThatThePeerDidNotReadItAll() throws Exception {
        PipedOutputStream keyboard = new PipedOutputStream();
        try (ServerSocket server = server();
                PipedInputStream input = new PipedInputStream(keyboard)) {
            Call send = Call.with(input, "send", "localhost:" + server.getLocalPort());
            keyboard.write("one\n".getBytes(UTF_8));
            keyboard.flush();
            Socket peer = server.accept();
            peer.getInputStream().read();
            peer.close(); // with something unread: a reset
            keyboard.write("two\n".getBytes(UTF_8));
            keyboard.close();
            assertThat(send.exitCode()).isOne();
            assertThat(send.err()).startsWith("Cannot send to localhost:").contains("Sent before: ", " frames, ");
        }
    }

    @Test
    void tellsThatAFrameIsTooLongForItsHeader() throws Exception {
        try (ServerSocket server = server()) {
            Call send = Call.with("x".repeat(256), "send", "localhost:" + server.getLocalPort(), "--header", "1");
            assertThat(send.exitCode()).isOne();
            assertThat(send.err()).contains("a frame has 256 bytes, more than a header of 1 can say");
        }
    }

    @Test
    void tellsThatThereIsNoSuchFile() throws Exception {
        Call send = Call.of("send", "localhost:1", directory.resolve("nothing").toString());
        assertThat(send.exitCode()).isOne();
        assertThat(send.err()).startsWith("Cannot read the file '").contains("nothing");
    }

    @Test
    void tellsThatAFileCannotBeRead() throws Exception {
        try (ServerSocket server = server()) {
            Call send = Call.of("send", "localhost:" + server.getLocalPort(), directory.toString());
            assertThat(send.exitCode()).isOne();
            assertThat(send.err()).startsWith("Cannot read the file '" + directory + "'");
        }
    }

    @Test
    void tellsThatThePortIsTaken() throws Exception {
        try (ServerSocket server = server()) {
            Call receive = Call.of("receive", "127.0.0.1:" + server.getLocalPort());
            assertThat(receive.exitCode()).isOne();
            assertThat(receive.err())
                    .isEqualTo("Cannot listen on 127.0.0.1:%d: Address already in use. Stop what listens there, or name"
                                    .formatted(server.getLocalPort())
                            + " another port.%n".formatted());
        }
    }

    private static Call receive(List<String> framing, String... more) {
        String[] args = with(framing, "receive", "0");
        Call receive = Call.of(with(List.of(more), args));
        receive.awaitErr("Listening on localhost:");
        return receive;
    }

    private static String[] with(List<String> more, String... args) {
        return Stream.concat(Stream.of(args), more.stream()).toArray(String[]::new);
    }

    private static int port(Call receive) {
        return Integer.parseInt(receive.err().replaceFirst("(?s)Listening on localhost:(\\d+).*", "$1"));
    }

    private static ServerSocket server() throws Exception {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static byte[] allOf(ServerSocket server) throws Exception {
        try (Socket peer = server.accept()) {
            peer.setSoTimeout(Deadlines.SOCKET_MILLIS);
            return peer.getInputStream().readAllBytes();
        }
    }
}
