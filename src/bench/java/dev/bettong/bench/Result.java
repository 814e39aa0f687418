package dev.bettong.bench;

import dev.bettong.bench.LoadGenerator.Throughput;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What one run of one program gave.
 *
 * @param usage while it ran at full speed
 * @param latencies by words per second, in nanoseconds
 * @param peakMemory in bytes, where that is known
 */
record Result(
        String program,
        int repetition,
        Throughput throughput,
        Machine.Usage usage,
        Map<Integer, Histogram> latencies,
        OptionalLong peakMemory) {

    /** CPU seconds, user and system, that the program takes for a million words. */
    double cpuPerMillion() {
        return usage.program() / throughput.words() * 1e6;
    }

    /** CPU seconds that the load generator takes for a million words. */
    double generatorCpuPerMillion() {
        return usage.generator() / throughput.words() * 1e6;
    }

    /** Latencies in nanoseconds at one of the rates. */
    Histogram latency(int wordsPerSecond) {
        Histogram latency = latencies.get(wordsPerSecond);
        if (latency == null) {
            throw new IllegalArgumentException("no latency at %d words/s was measured".formatted(wordsPerSecond));
        }
        return latency;
    }

    /** Cores that everything else on the machine took meanwhile. */
    double coresOfOthers() {
        return usage.others() / throughput.seconds();
    }
}
