package dev.bettong.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Runs every program so often, in turn and on odd turns in reverse, and writes the report. */
final class Benchmark {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Settings settings;
    private final List<Program> programs;
    private final List<Result> results = new ArrayList<>();

    private Benchmark(Settings settings) {
        this.settings = settings;
        this.programs = settings.programs().stream()
                .map(name -> Program.named(name, settings))
                .toList();
    }

    public static void main(String[] arguments) throws Exception {
        new Benchmark(Settings.fromSystemProperties()).run();
    }

    private void run() throws Exception {
        Path logs = Files.createDirectories(settings.directory().resolve("logs"));
        Trial trial = new Trial(settings, logs);
        for (int repetition = 0; repetition < settings.repetitions(); repetition++) {
            for (Program program : repetition % 2 == 0 ? programs : programs.reversed()) {
                Result result = trial.run(program, repetition);
                results.add(result);
                writeHistograms(result);
                System.out.println(summary(program, result));
            }
        }
        if (!results.isEmpty()) {
            writeReport();
        }
        if (settings.jmh()) {
            MicroBenchmarks.run(settings.directory());
        }
    }

    private void writeHistograms(Result result) throws IOException {
        Path directory = Files.createDirectories(settings.directory().resolve("histograms"));
        for (Map.Entry<Integer, Histogram> latency : result.latencies().entrySet()) {
            Path file = directory.resolve(
                    "%s-%d-%d.hgrm".formatted(result.program(), latency.getKey(), result.repetition()));
            try (PrintStream out = new PrintStream(Files.newOutputStream(file))) {
                latency.getValue().outputPercentileDistribution(out, NANOS_PER_MILLI);
            }
        }
    }

    private static String summary(Program program, Result result) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%-24s %,11.0f %ss/s  %.0f CPU ns each",
                program.name(),
                result.throughput().perSecond(),
                program.workload().unit(),
                result.cpuNanos()));
        result.latencies()
                .forEach((rate, latency) -> line.append(String.format(
                        Locale.ROOT,
                        "  at %,d/s: p50 %.2f p99 %.2f ms",
                        rate,
                        latency.getValueAtPercentile(50) / NANOS_PER_MILLI,
                        latency.getValueAtPercentile(99) / NANOS_PER_MILLI)));
        return line.toString();
    }

    private void writeReport() throws IOException {
        StringBuilder sections = new StringBuilder();
        for (Workload workload : Workload.values()) {
            List<Result> ofIt = programs.stream()
                    .filter(program -> program.workload() == workload)
                    .flatMap(program -> of(program).stream())
                    .toList();
            if (!ofIt.isEmpty()) {
                sections.append(section(workload, new Report(workload, settings.rates(), ofIt)));
            }
        }
        String page = """
                # Side by side

                - Date: %s
                - Machine: %s
                - Command: `./mvnw %s`
                - Flags of every program: `%s`
                - Repetitions: %d, interleaved; medians with the least and the greatest

                Every output of every phase came back once, in order and right. Compare figures within this report only.
                %s""".formatted(
                        Instant.now().truncatedTo(ChronoUnit.MINUTES),
                        Machine.description(),
                        System.getenv()
                                .getOrDefault("MAVEN_CMD_LINE_ARGS", "-Pbench verify")
                                .strip(),
                        String.join(" ", settings.flags()),
                        settings.repetitions(),
                        sections);
        Path file = settings.directory().resolve("report.md");
        Files.writeString(file, page);
        System.out.printf("%n%s%nWritten to %s%n", page, file);
    }

    private String section(Workload workload, Report report) throws IOException {
        String plot = "latency-%s.svg"
                .formatted(workload.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Files.writeString(settings.directory().resolve(plot), new PercentilePlot(workload, curves(workload)).svg());
        return """

                ## %s

                %s
                %s

                ![latency by percentile, of all repetitions together](%s)
                """.formatted(workload, report.table(), report.circumstances(), plot);
    }

    private List<PercentilePlot.Curve> curves(Workload workload) {
        List<PercentilePlot.Curve> curves = new ArrayList<>();
        for (Program program : programs) {
            if (program.workload() == workload) {
                for (int rate : settings.rates()) {
                    of(program).stream()
                            .map(result -> result.latency(rate))
                            .reduce(Benchmark::together)
                            .ifPresent(latency -> curves.add(new PercentilePlot.Curve(program.name(), rate, latency)));
                }
            }
        }
        return curves;
    }

    private List<Result> of(Program program) {
        return results.stream()
                .filter(result -> result.program().equals(program.name()))
                .toList();
    }

    private static Histogram together(Histogram one, Histogram other) {
        Histogram both = one.copy();
        both.add(other);
        return both;
    }
}
