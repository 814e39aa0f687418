package dev.bettong.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        if (name.matches("bettong-[1-9]\\d*")) {
            return bettong(name, Integer.parseInt(name.substring("bettong-".length())), jar);
        }
        return switch (name) {
            case PLAIN -> ofClass(PLAIN, PlainProgram.class);
            case "reactor" -> ofClass("reactor", ReactorProgram.class);
            default ->
                throw new IllegalArgumentException(
                        "bench.programs: no program '%s'; there are plain, reactor, bettong-1, bettong-2 and so on"
                                .formatted(name));
        };
    }

    private static Program bettong(String name, int workers, Path jar) {
        return new Program(
                name,
                true,
                (source, sink) -> List.of(
                        "-jar",
                        jar.toString(),
                        "--bettong.examples=word-count",
                        "--bettong.workers=" + workers,
                        "--bettong.sources.lines.tcp.host=localhost",
                        "--bettong.sources.lines.tcp.port=" + source,
                        "--bettong.sinks.counts.tcp.port=" + sink,
                        "--server.port=0"));
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
