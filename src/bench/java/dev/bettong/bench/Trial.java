package dev.bettong.bench;

import dev.bettong.bench.LoadGenerator.Throughput;
import dev.bettong.testing.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** One run of one program through all phases: warm-up, full speed, each of the rates. */
final class Trial {

    /** Share of a phase at a fixed rate that goes by before latency is recorded. */
    private static final int RATE_WARM_UP_SHARE = 4;

    private final Settings settings;
    private final Map<Workload, Load> loads = new EnumMap<>(Workload.class);
    private final Path logs;

    Trial(Settings settings, Path logs) {
        this.settings = settings;
        this.logs = logs;
    }

    Result run(Program program, int repetition) throws Exception {
        int sourcePort = FreePort.find();
        Load sent = loads.computeIfAbsent(program.workload(), Workload::load);
        try (LoadGenerator load = new LoadGenerator(sent);
                RunningProgram running = RunningProgram.start(
                        program.name(),
                        program.commandLine(settings.flags(), sourcePort, load.sinkPort()),
                        logs,
                        repetition)) {
            load.connect(sourcePort, program.manyConnections() ? settings.connections() : 1, running);
            load.fullSpeed(settings.warmUp());
            Machine.Usage usage = Machine.usage(running);
            Throughput throughput = load.fullSpeed(settings.length());
            usage = Machine.usage(running).since(usage);
            Map<Integer, Histogram> latencies = new LinkedHashMap<>();
            for (int rate : settings.rates()) {
                Duration warmUp = settings.length().dividedBy(RATE_WARM_UP_SHARE);
                latencies.put(rate, load.fixedRate(rate, warmUp, settings.length()));
            }
            load.end();
            return new Result(program.name(), repetition, throughput, usage, latencies, running.peakMemory());
        }
    }
}
