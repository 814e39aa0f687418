package dev.bettong.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures how soon a service is back after a crash, with much state and much journal: from the start of the runtime to the
 * moment at which its source is open again. What crashes is a process of its own.
 */
public final class RestartBenchmark {

    private static final int MEGABYTE = 1 << 20;
    private static final int CRASHED = 77; // exit status

    private RestartBenchmark() {}

    /**
     * Runs with {@code bench.entities} and the like, see {@code src/docs/benchmarking.md}.
     *
     * @param arguments none; or, for the process that crashes, its directory and number of entities
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0) {
            crash(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        }
        for (int entities : Settings.numbers("entities")) {
            measure(entities);
        }
    }

    private static void measure(int entities) throws IOException, InterruptedException {
        Path directory = Scratch.directory("restart");
        Process crashing =
                new ProcessBuilder(command(directory, entities)).inheritIO().start();
        if (crashing.waitFor() != CRASHED) {
            throw new IllegalStateException("the process ended otherwise than by its crash: " + crashing.exitValue());
        }
        long bytes = size(directory);
        try (Drain drain = new Drain()) {
            long begun = System.nanoTime();
            try (VisitService back = new VisitService(directory, setup(), drain.port(), new SimpleMeterRegistry())) {
                System.out.printf(
                        Locale.ROOT,
                        "port %d is open in %.1f s, with %,d entities, %d MB on disk%n",
                        back.port(),
                        (System.nanoTime() - begun) / 1e9,
                        entities,
                        bytes / MEGABYTE);
            }
        }
    }

    private static List<String> command(Path directory, int entities) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RestartBenchmark.class.getName()));
        command.addAll(List.of(directory.toString(), String.valueOf(entities)));
        return command;
    }

    private static VisitService.Setup setup() {
        return new VisitService.Setup(Settings.number("workers"), Duration.ofHours(1), Settings.number("ballast"));
    }

    /** Fills the state, takes a checkpoint, goes on for a while without another one, and dies as {@code kill -9} has it. */
    private static void crash(Path directory, int entities) throws IOException {
        Drain drain = new Drain();
        VisitService running = new VisitService(directory, setup(), drain.port(), new SimpleMeterRegistry());
        KeyStream keys = new KeyStream(running.port());
        keys.sendAll(entities);
        running.awaitFrames(entities);
        running.checkpoint();
        long sent = keys.sendAtRate(
                entities, Settings.number("rate"), Duration.ofSeconds(Settings.number("seconds")), () -> {});
        running.awaitFrames(entities + sent);
        System.out.printf(Locale.ROOT, "%,d frames behind the checkpoint%n", sent);
        Runtime.getRuntime().halt(CRASHED);
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
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
