package dev.bettong.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bettong.testing.FreePort;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what the word count costs while nobody sends anything, with no connection and with many of them, each of which
 * has sent half of a frame. In the end the other halves are sent, and every word must come out.
 */
public final class ConnectionsBenchmark {

    private static final int CONNECTIONS = 10_000;
    private static final byte[] WORD = "a".repeat(200).getBytes(US_ASCII);
    private static final int HALF = WORD.length / 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RunningProgram program;
    private final Duration warmUp;
    private final Duration length;

    private ConnectionsBenchmark(RunningProgram program, Settings settings) {
        this.program = program;
        this.warmUp = settings.warmUp();
        this.length = settings.length();
    }

    /**
     * Runs with {@code bench.warm-up} and {@code bench.seconds}, see {@code src/docs/benchmarking.md}.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.fromSystemProperties();
        int port = FreePort.find();
        try (LineServer receiver = LineServer.start()) {
            List<String> command = new ArrayList<>(
                    Program.named("bettong-1", settings).commandLine(settings.flags(), port, receiver.port()));
            command.add("--bettong.sources.lines.tcp.max-connections=" + CONNECTIONS);
            try (RunningProgram program =
                    RunningProgram.start("connections", command, Files.createDirectories(settings.directory()), 0)) {
                new ConnectionsBenchmark(program, settings).measure(port, receiver);
            }
        }
    }

    private void measure(int port, LineServer receiver) throws IOException {
        awaitListening(port);
        System.out.println("| connections | CPU | heap in use, MB | resident memory, MB |");
        System.out.println("| ---: | ---: | ---: | ---: |");
        print(0);
        List<SocketChannel> connections = new ArrayList<>();
        try {
            while (connections.size() < CONNECTIONS) {
                SocketChannel connection = open(port);
                connections.add(connection);
                connection.write(firstHalf());
            }
            print(CONNECTIONS);
            for (SocketChannel connection : connections) {
                connection.write(ByteBuffer.wrap(WORD, HALF, WORD.length - HALF));
            }
            receiver.awaitLines(CONNECTIONS, PATIENCE);
        } finally {
            for (SocketChannel connection : connections) {
                connection.close();
            }
        }
    }

    private static ByteBuffer firstHalf() {
        return ByteBuffer.allocate(Integer.BYTES + HALF)
                .putInt(WORD.length)
                .put(WORD, 0, HALF)
                .flip();
    }

    private void print(int connections) throws IOException {
        LockSupport.parkNanos(warmUp.toNanos());
        Duration before = program.cpu();
        LockSupport.parkNanos(length.toNanos());
        double busy = (double) program.cpu().minus(before).toNanos() / length.toNanos();
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.2f %% | %.1f | %.1f |%n",
                connections,
                busy * 100,
                program.heapInUse() / 1e6,
                program.residentMemory().orElseThrow() / 1e6);
    }

    private static SocketChannel open(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private void awaitListening(int port) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                open(port).close();
                return;
            } catch (IOException e) {
                if (!program.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException(program + " does not listen", e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }
}
