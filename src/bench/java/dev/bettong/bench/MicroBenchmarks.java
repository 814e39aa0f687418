package dev.bettong.bench;

import java.nio.file.Path;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the JMH benchmarks beside the classes that they measure, with the bytes that each operation allocates. */
final class MicroBenchmarks {

    private static final String OURS = "dev\\.bettong\\..*Benchmark";

    private MicroBenchmarks() {}

    /** Prints the results, and writes them to {@code jmh.json}. */
    static void run(Path directory) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(OURS)
                        .addProfiler(GCProfiler.class)
                        .resultFormat(ResultFormatType.JSON)
                        .result(directory.resolve("jmh.json").toString())
                        .build())
                .run();
    }
}
