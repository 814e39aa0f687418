package dev.bettong.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how the cost of a message grows with the number of keys, of chained steps, of bytes in a frame, of connections
 * and of workers: one of them at a time, each in a process of its own. The cost is CPU time of the workers.
 */
public final class ScaleBenchmark {

    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Shape USUAL = new Shape(1000, 1, 100, 1, 1);

    /** Enough steps that workers have more to do than the load generator, and keys that they seldom share cache lines. */
    private static final Shape SIDE_BY_SIDE = new Shape(100_000, 16, 100, 4, 1);

    private ScaleBenchmark() {}

    /**
     * What is measured.
     *
     * @param entities keys, all of them in memory; each frame has one of them at random
     * @param steps computations behind each other, the first with state
     * @param bytes of a frame
     * @param connections that send
     * @param workers of the service
     */
    record Shape(int entities, int steps, int bytes, int connections, int workers) {

        private List<String> arguments() {
            return IntStream.of(entities, steps, bytes, connections, workers)
                    .mapToObj(String::valueOf)
                    .toList();
        }

        private static Shape of(String[] arguments) {
            int[] of = Stream.of(arguments).mapToInt(Integer::parseInt).toArray();
            return new Shape(of[0], of[1], of[2], of[3], of[4]);
        }

        private Shape withEntities(int more) {
            return new Shape(more, steps, bytes, connections, workers);
        }

        private Shape withSteps(int more) {
            return new Shape(entities, more, bytes, connections, workers);
        }

        private Shape withBytes(int more) {
            return new Shape(entities, steps, more, connections, workers);
        }

        private Shape withConnections(int more) {
            return new Shape(entities, steps, bytes, more, workers);
        }

        private Shape withWorkers(int more) {
            return new Shape(entities, steps, bytes, connections, more);
        }
    }

    /** Something of a shape that is to grow. */
    private record Axis(String name, List<Integer> values, IntFunction<Shape> shape) {}

    private static final List<Axis> AXES = List.of(
            new Axis("keys", List.of(1, 1000, 100_000, 1_000_000, 10_000_000), USUAL::withEntities),
            new Axis("chained steps", List.of(1, 2, 4, 8, 16), USUAL::withSteps),
            new Axis("bytes of a frame", List.of(10, 100, 1000, 10_000), USUAL::withBytes),
            new Axis("connections", List.of(1, 10, 100, 1000), USUAL::withConnections),
            new Axis("workers, 4 connections", List.of(1, 2), SIDE_BY_SIDE::withWorkers));

    /**
     * Runs with {@code bench.seconds}, see {@code src/docs/benchmarking.md}.
     *
     * @param arguments none; or, for the process of one shape, that shape
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0) {
            measure(Shape.of(arguments));
            return;
        }
        System.out.println("| what grows | to | CPU ns of workers per frame | frames/s |");
        System.out.println("| --- | ---: | ---: | ---: |");
        for (Axis axis : AXES) {
            for (int value : axis.values()) {
                System.out.printf(Locale.ROOT, "| %s | %,d ", axis.name(), value);
                System.out.flush();
                run(axis.shape().apply(value));
            }
        }
    }

    private static void run(Shape shape) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ScaleBenchmark.class.getName()));
        command.addAll(shape.arguments());
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IllegalStateException("the measurement of %s has failed".formatted(shape));
        }
    }

    private static void measure(Shape shape) throws IOException {
        try (Drain drain = new Drain();
                EchoService service = new EchoService(shape, drain.port());
                FrameStream frames = new FrameStream(service.port(), shape)) {
            frames.sendAll();
            frames.sendFor(WARM_UP);
            service.awaitFrames(frames.sent());
            long before = frames.sent();
            double busyBefore = service.busySeconds();
            long begun = System.nanoTime();
            frames.sendFor(Duration.ofSeconds(Settings.number("seconds")));
            service.awaitFrames(frames.sent());
            double seconds = (System.nanoTime() - begun) / 1e9;
            long handled = frames.sent() - before;
            System.out.printf(
                    Locale.ROOT,
                    "| %.0f | %,.0f |%n",
                    (service.busySeconds() - busyBefore) / handled * 1e9,
                    handled / seconds);
        }
    }
}
