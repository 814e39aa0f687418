package dev.bettong.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The results of all runs with one workload, as Markdown. */
final class Report {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MB = 1 << 20;
    private static final double[] PERCENTILES = {50, 99, 99.9};

    private final Workload workload;
    private final List<Integer> rates;
    private final List<Result> results;

    Report(Workload workload, List<Integer> rates, List<Result> results) {
        this.workload = workload;
        this.rates = rates;
        this.results = List.copyOf(results);
    }

    /** The table alone. */
    String table() {
        String unit = workload.unit();
        List<String> head = new ArrayList<>(List.of(
                "program",
                unit + "s/s",
                unit + "s/s per core used",
                "CPU ns per " + unit,
                "engine's CPU ns per " + unit,
                "CPU, plain = 1"));
        for (int rate : rates) {
            head.add("p50 / p99 / p99.9 at %,d %ss/s, ms".formatted(rate, unit));
        }
        head.add("peak memory, MB");
        List<List<String>> rows = new ArrayList<>();
        rows.add(head);
        rows.add(head.stream()
                .map(column -> column.equals(head.getFirst()) ? "---" : "---:")
                .toList());
        results.stream().map(Result::program).distinct().forEach(program -> rows.add(row(program)));
        return rows.stream()
                .map(row -> row.stream().collect(Collectors.joining(" | ", "| ", " |\n")))
                .collect(Collectors.joining());
    }

    private List<String> row(String program) {
        List<String> cells = new ArrayList<>();
        cells.add(program);
        cells.add(spread(program, result -> result.throughput().perSecond()).format("%,.0f"));
        cells.add(spread(program, Result::perCore).format("%,.0f"));
        cells.add(spread(program, Result::cpuNanos).format("%.0f"));
        cells.add(besidePlain(program, (own, plain) -> own - plain).format("%.0f"));
        cells.add(besidePlain(program, (own, plain) -> own / plain).format("%.2f"));
        for (int rate : rates) {
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

    /** CPU per message, with that of the plain program in the same repetition. */
    private Spread besidePlain(String program, DoubleBinaryOperator comparison) {
        return Spread.of(of(program).stream()
                .flatMapToDouble(result -> of(workload.plain()).stream()
                        .filter(plain -> plain.repetition() == result.repetition())
                        .mapToDouble(plain -> comparison.applyAsDouble(result.cpuNanos(), plain.cpuNanos()))));
    }

    private List<Result> of(String program) {
        return results.stream()
                .filter(result -> result.program().equals(program))
                .toList();
    }

    /** How much the load generator and other processes took, which says how far the figures can be trusted. */
    String circumstances() {
        return "The load generator took %s CPU ns per %s at full speed; all other processes took %s cores."
                .formatted(
                        Spread.of(results.stream().mapToDouble(Result::generatorCpuNanos))
                                .format("%.0f"),
                        workload.unit(),
                        Spread.of(results.stream().mapToDouble(Result::coresOfOthers))
                                .format("%.2f"));
    }
}
