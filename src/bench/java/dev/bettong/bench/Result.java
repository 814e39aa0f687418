package dev.bettong.bench;

import dev.bettong.bench.LoadGenerator.Throughput;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What one run of one program gave.
 *
 * @param usage while it ran at full speed
 * @param latencies by messages per second, in nanoseconds
 * @param peakMemory in bytes, where that is known
 */
record Result(
        String program,
        int repetition,
        Throughput throughput,
        Machine.Usage usage,
        Map<Integer, Histogram> latencies,
        OptionalLong peakMemory) {

    /** CPU time, user and system, that the program takes for a message, in nanoseconds. */
    double cpuNanos() {
        return usage.program() / throughput.messages() * 1e9;
    }

    /** Messages per second for each core that the program uses. */
    double perCore() {
        return throughput.messages() / usage.program();
    }

    /** CPU time that the load generator takes for a message, in nanoseconds. */
    double generatorCpuNanos() {
        return usage.generator() / throughput.messages() * 1e9;
    }

    /** Latencies in nanoseconds at one of the rates. */
    Histogram latency(int messagesPerSecond) {
        Histogram latency = latencies.get(messagesPerSecond);
        if (latency == null) {
            throw new IllegalArgumentException("no latency at %d messages/s was measured".formatted(messagesPerSecond));
        }
        return latency;
    }

    /** Cores that everything else on the machine took meanwhile. */
    double coresOfOthers() {
        return usage.others() / throughput.seconds();
    }
}
