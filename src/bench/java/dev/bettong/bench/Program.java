package dev.bettong.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that counts words: takes frames on one port and sends lines to another.
 *
 * @param name as in {@code bench.programs}
 * @param manyConnections whether it takes several connections and still counts right
 * @param command what follows {@code java} and its flags on the command line
 */
record Program(String name, boolean manyConnections, Command command) {

    /** The one that the others are compared with. */
    static final String PLAIN = "plain";

    private static final Pattern BETTONG = Pattern.compile("bettong-(?<workers>[1-9]\\d*)(?<durable>-durable)?");

    /** Makes a command line. */
    interface Command {

        List<String> of(int sourcePort, int sinkPort);
    }

    /**
     * Finds a program.
     *
     * @param jar the executable jar of Bettong
     * @throws IllegalArgumentException if there is none of that name
     */
    static Program named(String name, Path jar) {
        Matcher bettong = BETTONG.matcher(name);
        if (bettong.matches()) {
            return bettong(name, bettong.group("workers"), bettong.group("durable") != null, jar);
        }
        return switch (name) {
            case PLAIN -> ofClass(PLAIN, PlainProgram.class);
            case "reactor" -> ofClass("reactor", ReactorProgram.class);
            default ->
                throw new IllegalArgumentException(
                        "bench.programs: no program '%s'; there are plain, reactor, bettong-1, bettong-2-durable and so on"
                                .formatted(name));
        };
    }

    private static Program bettong(String name, String workers, boolean durable, Path jar) {
        return new Program(name, true, (source, sink) -> {
            List<String> arguments = new ArrayList<>(List.of(
                    "-jar",
                    jar.toString(),
                    "--bettong.examples=word-count",
                    "--bettong.workers=" + workers,
                    "--bettong.sources.lines.tcp.host=localhost",
                    "--bettong.sources.lines.tcp.port=" + source,
                    "--bettong.sinks.counts.tcp.port=" + sink,
                    "--server.port=0"));
            if (durable) {
                arguments.add("--bettong.data-directory=" + Scratch.directory(name));
            }
            return arguments;
        });
    }

    private static Program ofClass(String name, Class<?> main) {
        return new Program(
                name,
                false,
                (source, sink) -> List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        Integer.toString(source),
                        Integer.toString(sink)));
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
