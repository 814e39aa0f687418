package dev.bettong.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that takes frames on one port and sends what comes of them to another.
 *
 * @param name as in {@code bench.programs}
 * @param workload what it makes of the frames
 * @param manyConnections whether it takes several connections and what comes of them is still certain
 * @param command what follows {@code java} and its flags on the command line
 */
record Program(String name, Workload workload, boolean manyConnections, Command command) {

    private static final Pattern BETTONG =
            Pattern.compile("bettong-(?<workers>[1-9]\\d*)(?<kind>-durable|-unmetered)?");

    /** Makes a command line. */
    interface Command {

        List<String> of(int sourcePort, int sinkPort);
    }

    /**
     * Finds a program.
     *
     * @param settings know the executable jar of Bettong, and the peers
     * @throws IllegalArgumentException if there is none of that name
     */
    static Program named(String name, Settings settings) {
        Workload workload =
                name.startsWith(Workload.MARKET_SPREAD.prefix()) ? Workload.MARKET_SPREAD : Workload.WORD_COUNT;
        String peer = settings.peers().get(name);
        if (peer != null) {
            return peer(name, workload, peer);
        }
        String kind = name.substring(workload.prefix().length());
        Matcher bettong = BETTONG.matcher(kind);
        if (bettong.matches()) {
            return bettong(name, workload, bettong.group("workers"), bettong.group("kind"), settings.jar());
        }
        if (name.equals(workload.plain())) {
            return ofClass(name, workload, PlainProgram.class);
        }
        if (name.equals("reactor")) {
            return ofClass(name, workload, ReactorProgram.class);
        }
        throw new IllegalArgumentException(
                "bench.programs: no program '%s'; there are plain, reactor, bettong-1, bettong-2-durable, spread-plain, spread-bettong-1 and so on, and those of bench.peers"
                        .formatted(name));
    }

    private static Program bettong(String name, Workload workload, String workers, @Nullable String kind, Path jar) {
        return new Program(name, workload, workload == Workload.WORD_COUNT, (sourcePort, sinkPort) -> {
            List<String> line =
                    new ArrayList<>(List.of("-jar", jar.toString(), "--bettong.workers=" + workers, "--server.port=0"));
            line.addAll(
                    switch (workload) {
                        case WORD_COUNT -> example("word-count", "lines", sourcePort, "counts", sinkPort);
                        case MARKET_SPREAD ->
                            example("market-spread", "market-spread-in", sourcePort, "market-spread-out", sinkPort);
                    });
            if ("-unmetered".equals(kind)) {
                line.add("--management.metrics.enable.all=false");
            }
            if ("-durable".equals(kind)) {
                line.add("--bettong.data-directory=" + Scratch.directory(name)); // an empty one for each run
            }
            return line;
        });
    }

    private static List<String> example(String name, String source, int sourcePort, String sink, int sinkPort) {
        return List.of(
                "--bettong.examples=" + name,
                "--bettong.sources.%s.tcp.host=localhost".formatted(source),
                "--bettong.sources.%s.tcp.port=%d".formatted(source, sourcePort),
                "--bettong.sinks.%s.tcp.port=%d".formatted(sink, sinkPort));
    }

    private static Program peer(String name, Workload workload, String command) {
        return new Program(
                name,
                workload,
                false,
                (sourcePort, sinkPort) -> Stream.of(command.split("\\s+"))
                        .map(word -> word.replace("{source}", Integer.toString(sourcePort))
                                .replace("{sink}", Integer.toString(sinkPort)))
                        .toList());
    }

    private static Program ofClass(String name, Workload workload, Class<?> main) {
        return new Program(
                name,
                workload,
                false,
                (sourcePort, sinkPort) -> List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        Integer.toString(sourcePort),
                        Integer.toString(sinkPort),
                        workload.name()));
    }

    /** Its command line, with these flags of the virtual machine. */
    List<String> commandLine(List<String> flags, int sourcePort, int sinkPort) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(flags);
        line.addAll(command.of(sourcePort, sinkPort));
        return line;
    }
}
