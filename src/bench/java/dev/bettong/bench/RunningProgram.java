package dev.bettong.bench;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process of a program under test, and what the operating system says about it. Closing it ends the process. */
final class RunningProgram implements AutoCloseable {

    private static final String PEAK_MEMORY = "VmHWM:";
    private static final String RESIDENT_MEMORY = "VmRSS:";
    private static final Pattern HEAP_IN_USE = Pattern.compile("used (?<kilobytes>\\d+)K");
    private static final long BYTES_PER_KB = 1024;
    private static final int PATIENCE_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path log;

    private RunningProgram(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code command}; what it prints goes to a file in {@code directory}. */
    static RunningProgram start(String name, List<String> command, Path directory, int repetition) throws IOException {
        Path log = directory.resolve("%s-%d.log".formatted(name, repetition));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile()) // no config directory there: everything as delivered
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return new RunningProgram(name, builder.start(), log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** User and system time of all its threads so far; from {@code /proc/<pid>/stat}, where there is one. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow(() -> new IllegalStateException(this + " has ended"));
    }

    /** The most memory that it ever had resident, in bytes; unknown where there is no {@code /proc}. */
    OptionalLong peakMemory() throws IOException {
        return memory(PEAK_MEMORY);
    }

    /** The memory that it has resident now, in bytes; unknown where there is no {@code /proc}. */
    OptionalLong residentMemory() throws IOException {
        return memory(RESIDENT_MEMORY);
    }

    private OptionalLong memory(String field) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return OptionalLong.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KB)
                .findFirst();
    }

    /** The bytes on its heap that are in use after a full collection, which this asks for. */
    long heapInUse() throws IOException {
        jcmd("GC.run");
        Matcher used = HEAP_IN_USE.matcher(jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new IOException("jcmd does not tell the heap of " + this);
        }
        return Long.parseLong(used.group("kilobytes")) * BYTES_PER_KB;
    }

    private String jcmd(String request) throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        request)
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), Charset.defaultCharset());
    }

    @Override
    public String toString() {
        return "%s (process %d, log %s)".formatted(name, process.pid(), log);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
