package dev.bettong;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TroubledReceiver;
import dev.bettong.testing.TroubledReceiver.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gigabyte for the word count, in a process with little memory, while its sink reads nothing. The words are long, so that
 * the test is about bytes and not about the time that functions take.
 */
class StalledSinkIT {

    private static final Path JAR = Path.of(System.getProperty("bettong.exec-jar", "bettong-exec.jar"));
    private static final Duration START = Deadlines.START;
    private static final Duration DEADLINE = Deadlines.CONDITION;

    private static final int CONNECTIONS = 4;
    private static final int WORD_LENGTH = 4_000;
    private static final int WORDS_IN_A_FRAME = 26;
    private static final int FRAMES = (1 << 30) / (CONNECTIONS * WORDS_IN_A_FRAME * WORD_LENGTH) + 1;
    private static final long WORDS = (long) CONNECTIONS * FRAMES * WORDS_IN_A_FRAME;

    /** 256 MB of heap, and as much again for buffers, code, compiler and threads; about 280 MB have been measured. */
    private static final long MOST_MEMORY_KB = (256 + 256) * 1024;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicLong accepted = new AtomicLong(); // frames; written by the sending threads

    @Test
    void keepsItsMemoryAndLosesNothingWhileTheSinkReadsNothing(@TempDir Path directory) throws Exception {
        int web = FreePort.find();
        int lines = FreePort.find();
        try (TroubledReceiver receiver = TroubledReceiver.startStalled(0, Counts::new);
                ServiceProcess service = start(directory, web, lines, receiver.port())) {
            service.awaitOutput("Started BettongApplication", START);
            List<Thread> senders = sendFromAllConnections(lines);
            service.awaitThat("the source waits for the sink", DEADLINE, () -> {
                String status = HttpText.get(web, "/api/pipelines/Split%20and%20Count");
                return status.contains("\"status\":\"BACKPRESSURED\"") && status.contains("sink 'counts' on worker");
            });
            long acceptedAtFirst = accepted.get();
            await("it takes next to nothing any more")
                    .during(Duration.ofSeconds(3))
                    .atMost(DEADLINE)
                    .until(() -> accepted.get() < acceptedAtFirst + FRAMES / 10);
            long stalledMemory = residentKb(directory, "VmHWM");
            receiver.resume();
            await("half of it").atMost(DEADLINE).until(() -> receiver.received() > WORDS / 2);
            receiver.stall();
            await().during(Duration.ofSeconds(2)).atMost(DEADLINE).until(() -> receiver.received() < WORDS);
            receiver.resume();
            service.awaitThat("all counts have come", DEADLINE, () -> receiver.received() == WORDS);

            for (Thread sender : senders) {
                assertThat(sender.join(DEADLINE)).isTrue();
            }
            assertThat(receiver.connections()).extracting(Connection::fault).containsOnlyNulls();
            assertThat(accepted).hasValue((long) CONNECTIONS * FRAMES);
            long peak = residentKb(directory, "VmHWM");
            System.out.printf("peak of resident memory: %d kB stalled, %d kB at the end%n", stalledMemory, peak);
            assertThat(peak).isLessThan(MOST_MEMORY_KB);
            assertThat(HttpText.get(web, "/api/pipelines/Split%20and%20Count")).contains("\"status\":\"RUNNING\"");
            assertThat(service.output()).doesNotContain("OutOfMemory").doesNotContain("ERROR");
        } finally {
            for (AutoCloseable each : opened) {
                each.close();
            }
        }
    }

    private static ServiceProcess start(Path directory, int web, int lines, int counts) throws IOException {
        return ServiceProcess.start(
                directory,
                List.of(
                        "-Xmx256m",
                        "-jar",
                        JAR.toAbsolutePath().toString(),
                        "--server.port=" + web,
                        "--bettong.examples=word-count",
                        "--bettong.workers=2",
                        "--bettong.sources.lines.tcp.port=" + lines,
                        "--bettong.sinks.counts.tcp.port=" + counts));
    }

    private List<Thread> sendFromAllConnections(int port) throws IOException {
        byte[] frame = frame();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            FramedClient client = FramedClient.connect(port, START);
            opened.add(client);
            senders.add(Thread.ofPlatform().daemon().name("sender " + i).start(() -> send(client, frame)));
        }
        return senders;
    }

    private void send(FramedClient client, byte[] frame) {
        try {
            for (int i = 0; i < FRAMES; i++) {
                client.sendRaw(frame);
                accepted.incrementAndGet();
            }
        } catch (IOException e) {
            // The test finds out, since it counts what was accepted.
        }
    }

    /** A word for each letter, so that both workers have as many. */
    private static byte[] frame() {
        StringBuilder text = new StringBuilder();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            text.append(letter).append(Counts.TAIL).append(' ');
        }
        byte[] payload = text.toString().getBytes(US_ASCII);
        return ByteBuffer.allocate(Integer.BYTES + payload.length)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    /** Peak or present size of the only process that runs in {@code directory}. */
    private static long residentKb(Path directory, String field) throws IOException {
        Path real = directory.toRealPath();
        long pid = ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .filter(child -> runsIn(child, real))
                .findFirst()
                .orElseThrow();
        return Files.readAllLines(Path.of("/proc/%d/status".formatted(pid))).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private static boolean runsIn(long pid, Path directory) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/%d/cwd".formatted(pid)))
                    .equals(directory);
        } catch (IOException e) {
            return false; // it has just ended
        }
    }

    /** Checks the counts of one connection: whole words, and for each word the numbers 1, 2, 3 and so on. */
    private static final class Counts implements Consumer<String> {

        private static final String TAIL = "x".repeat(WORD_LENGTH - 2); // a word is a letter, this, and a space behind
        private static final String ARROW = " => ";

        private final Map<Character, Long> totals = new HashMap<>();

        @Override
        public void accept(String line) {
            if (!line.startsWith(TAIL, 1) || !line.startsWith(ARROW, 1 + TAIL.length())) {
                throw new AssertionError("not a count: " + line);
            }
            long total = Long.parseLong(line.substring(1 + TAIL.length() + ARROW.length()));
            long expected = totals.merge(line.charAt(0), 1L, Long::sum);
            if (total != expected) {
                throw new AssertionError("expected %s to be %d, not %d".formatted(line.charAt(0), expected, total));
            }
        }
    }
}
