package dev.bettong.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Measures how soon a service is back after a crash, with much state and much journal: from the start of the runtime to the
 * moment at which its source is open again. The crash is a copy of the files of a running service: what {@code kill -9}
 * would have left.
 */
public final class RestartBenchmark {

    private static final int MEGABYTE = 1 << 20;

    private RestartBenchmark() {}

    /** Runs with {@code bench.entities} and the like, see {@code src/docs/performance.md}. */
    public static void main(String[] arguments) throws IOException {
        int entities = Integer.getInteger("bench.entities", 8_000_000);
        int ballast = Integer.getInteger("bench.ballast", 100);
        int rate = Integer.getInteger("bench.rate", 200_000);
        int seconds = Integer.getInteger("bench.seconds", 10);
        Path directory = Scratch.directory("restart");
        Path crashed = Scratch.directory("restart-crashed");
        VisitService.Setup setup =
                new VisitService.Setup(Integer.getInteger("bench.workers", 2), Duration.ofHours(1), ballast);
        try (Drain drain = new Drain()) {
            try (VisitService running = new VisitService(directory, setup, drain.port(), new SimpleMeterRegistry());
                    KeyStream keys = new KeyStream(running.port())) {
                for (int key = 0; key < entities; key++) {
                    keys.send(key);
                }
                keys.flush();
                running.awaitFrames(entities);
                running.checkpoint();
                long state = size(directory);
                long sent = drive(keys, entities, rate, seconds);
                running.awaitFrames(entities + sent);
                copy(directory, crashed);
                System.out.printf(
                        "%d entities in %d MB, and %d frames behind the checkpoint: %d MB in all%n",
                        entities, state / MEGABYTE, sent, size(crashed) / MEGABYTE);
            }
            long begun = System.nanoTime();
            try (VisitService back = new VisitService(crashed, setup, drain.port(), new SimpleMeterRegistry())) {
                System.out.printf("back in %.1f s%n", (System.nanoTime() - begun) / 1e9);
            }
        }
    }

    private static long drive(KeyStream keys, int entities, int rate, int seconds) throws IOException {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        long begun = System.nanoTime();
        long sent = 0;
        for (long now = begun; now - begun < TimeUnit.SECONDS.toNanos(seconds); now = System.nanoTime()) {
            long due = (long) ((now - begun) / 1e9 * rate);
            for (; sent < due; sent++) {
                keys.send(random.nextInt(entities));
            }
            keys.flush();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        return sent;
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(RestartBenchmark::sizeOf)
                    .sum();
        }
    }

    private static long sizeOf(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Path copy = to.resolve(from.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }
}
