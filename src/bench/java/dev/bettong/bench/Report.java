package dev.bettong.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The results of all runs as a page of Markdown. */
final class Report {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MB = 1 << 20;
    private static final double[] PERCENTILES = {50, 99, 99.9};

    private final Settings settings;
    private final List<Result> results;

    Report(Settings settings, List<Result> results) {
        this.settings = settings;
        this.results = List.copyOf(results);
    }

    /** The table alone. */
    String table() {
        List<String> head = new ArrayList<>(List.of("program", "words/s", "CPU s per M words", "CPU, plain = 1"));
        for (int rate : settings.rates()) {
            head.add("p50 / p99 / p99.9 at %,d words/s, ms".formatted(rate));
        }
        head.add("peak memory, MB");
        List<List<String>> rows = new ArrayList<>();
        rows.add(head);
        rows.add(head.stream()
                .map(column -> column.equals(head.getFirst()) ? "---" : "---:")
                .toList());
        settings.programs().forEach(program -> rows.add(row(program)));
        return rows.stream()
                .map(row -> row.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
                .collect(Collectors.joining());
    }

    private List<String> row(String program) {
        List<String> cells = new ArrayList<>();
        cells.add(program);
        cells.add(
                spread(program, result -> result.throughput().wordsPerSecond()).format("%,.0f"));
        cells.add(spread(program, Result::cpuPerMillion).format("%.3f"));
        cells.add(Spread.of(of(program).stream().flatMapToDouble(result -> ratio(result).stream()))
                .format("%.2f"));
        for (int rate : settings.rates()) {
            cells.add(DoubleStream.of(PERCENTILES)
                    .mapToObj(percentile -> latency(program, rate, percentile).format("%.2f"))
                    .collect(Collectors.joining(" / ")));
        }
        cells.add(Spread.of(of(program).stream()
                        .flatMapToDouble(
                                result -> result.peakMemory().stream().mapToDouble(bytes -> bytes / BYTES_PER_MB)))
                .format("%.0f"));
        return cells;
    }

    private Spread spread(String program, ToDoubleFunction<Result> figure) {
        return Spread.of(of(program).stream().mapToDouble(figure));
    }

    private Spread latency(String program, int rate, double percentile) {
        return spread(program, result -> result.latency(rate).getValueAtPercentile(percentile) / NANOS_PER_MILLI);
    }

    /** CPU per word compared with the plain program in the same repetition. */
    private OptionalDouble ratio(Result result) {
        return of(Program.PLAIN).stream()
                .filter(plain -> plain.repetition() == result.repetition())
                .mapToDouble(plain -> result.cpuPerMillion() / plain.cpuPerMillion())
                .findFirst();
    }

    private List<Result> of(String program) {
        return results.stream()
                .filter(result -> result.program().equals(program))
                .toList();
    }

    /** How much the load generator and other processes took, which says how far the figures can be trusted. */
    String circumstances() {
        return "The load generator took %s CPU seconds per million words at full speed; all other processes took %s cores."
                .formatted(
                        Spread.of(results.stream().mapToDouble(Result::generatorCpuPerMillion))
                                .format("%.3f"),
                        Spread.of(results.stream().mapToDouble(Result::coresOfOthers))
                                .format("%.2f"));
    }
}
