package dev.bettong.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The machine that the benchmark runs on, as far as the operating system tells. */
final class Machine {

    private static final Path STAT = Path.of("/proc/stat");
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
    private static final double TICKS_PER_SECOND = 100; // USER_HZ, what /proc counts in

    private Machine() {}

    /**
     * CPU seconds, user and system.
     *
     * @param program of the program under test
     * @param generator of this process
     * @param all of the machine; NaN where that is unknown
     */
    record Usage(double program, double generator, double all) {

        Usage since(Usage before) {
            return new Usage(program - before.program, generator - before.generator, all - before.all);
        }

        /** Of all other processes on the machine. */
        double others() {
            return Math.max(0, all - program - generator);
        }
    }

    /** What was used so far. */
    static Usage usage(RunningProgram program) throws IOException {
        Duration own = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        return new Usage(seconds(program.cpu()), seconds(own), all());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double all() throws IOException {
        if (!Files.exists(STAT)) {
            return Double.NaN;
        }
        try (Stream<String> lines = Files.lines(STAT, US_ASCII)) {
            List<String> fields = List.of(lines.findFirst().orElseThrow().split(" +"));
            // cpu user nice system idle iowait irq softirq
            return LongStream.of(1, 2, 3, 6, 7)
                            .map(field -> Long.parseLong(fields.get((int) field)))
                            .sum()
                    / TICKS_PER_SECOND;
        }
    }

    /** Processor, cores, operating system and virtual machine, for people. */
    static String description() throws IOException {
        return "%s, %d cores, %s %s, %s %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.vm.version"));
    }

    private static String processor() throws IOException {
        if (!Files.exists(CPU_INFO)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
