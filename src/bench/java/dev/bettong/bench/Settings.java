package dev.bettong.bench;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to measure; the profile {@code bench} of the build has the defaults.
 *
 * @param programs names of programs, in the order in which they run
 * @param repetitions how often each program runs
 * @param warmUp full speed before anything is measured
 * @param length of a measured phase
 * @param rates words or other messages per second of the phases in which latency is measured
 * @param connections to each program that can take several
 * @param flags for the virtual machine of each program
 * @param jar the executable jar of Bettong
 * @param peers commands of programs that are not ours, by name
 * @param directory where the report goes
 * @param jmh whether to run the micro benchmarks, too
 */
record Settings(
        List<String> programs,
        int repetitions,
        Duration warmUp,
        Duration length,
        List<Integer> rates,
        int connections,
        List<String> flags,
        Path jar,
        Map<String, String> peers,
        Path directory,
        boolean jmh) {

    static Settings fromSystemProperties() throws IOException {
        return new Settings(
                list("programs", ","),
                number("repetitions"),
                Duration.ofSeconds(number("warm-up")),
                Duration.ofSeconds(number("seconds")),
                numbers("rates"),
                number("connections"),
                list("flags", " "),
                Path.of(property("jar")).toAbsolutePath(),
                peers(property("peers")),
                Path.of(property("directory")),
                Boolean.parseBoolean(property("jmh")));
    }

    static int number(String name) {
        return Integer.parseInt(property(name));
    }

    static List<Integer> numbers(String name) {
        return list(name, ",").stream().map(Integer::valueOf).toList();
    }

    private static Map<String, String> peers(String file) throws IOException {
        if (file.isEmpty()) {
            return Map.of();
        }
        Properties commands = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            commands.load(in);
        }
        return commands.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, commands::getProperty));
    }

    private static List<String> list(String name, String separator) {
        return Stream.of(property(name).split(separator))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static String property(String name) {
        String value = System.getProperty("bench." + name);
        if (value == null) {
            throw new IllegalArgumentException("bench.%s is not set; the build sets it".formatted(name));
        }
        return value;
    }
}
