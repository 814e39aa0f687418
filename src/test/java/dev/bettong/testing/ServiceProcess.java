package dev.bettong.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * A Java process of its own, run by this JVM's {@code java}, whose output goes to a file. Closing it kills it, if it still
 * runs, and its children. For one thread.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration KILL_TIMEOUT = Deadlines.CONDITION;

    private final Process process;
    private final Path log;

    private ServiceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts {@code mainClass}.
     *
     * @param directory existing directory to run in; takes the output, too
     */
    public static ServiceProcess ofClass(Path directory, List<Path> classPath, String mainClass, List<String> arguments)
            throws IOException {
        return ofClass(directory, List.of(), classPath, mainClass, arguments);
    }

    /**
     * Starts {@code mainClass} with further options of the JVM.
     *
     * @param directory existing directory to run in; takes the output, too
     */
    public static ServiceProcess ofClass(
            Path directory, List<String> options, List<Path> classPath, String mainClass, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(ClassArchive.options(classPath));
        command.addAll(options);
        command.addAll(List.of("-cp", joined(classPath), mainClass));
        command.addAll(arguments);
        return start(directory, command);
    }

    /** A class path as the JVM takes it. */
    static String joined(List<Path> classPath) {
        return classPath.stream()
                .map(entry -> entry.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Starts an executable jar.
     *
     * @param directory existing directory to run in; takes the output, too
     */
    public static ServiceProcess ofJar(Path directory, Path jar, List<String> arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("-jar", jar.toAbsolutePath().toString()));
        command.addAll(arguments);
        return start(directory, command);
    }

    /**
     * Starts {@code java} with small memory and these arguments.
     *
     * @param directory existing directory to run in; takes the output, too
     * @param arguments what follows {@code java} on the command line: options, {@code -jar} or main class, its arguments
     */
    public static ServiceProcess start(Path directory, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(java());
        command.add("-Djava.io.tmpdir=" + directory.toAbsolutePath()); // a killed process leaves its files behind
        command.addAll(arguments);
        Path log = Files.createTempFile(directory, "process", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // what is set for this JVM is not meant for the service
        builder.environment()
                .put("ROCKSDB_SHAREDLIB_DIR", directory.toAbsolutePath().toString());
        return new ServiceProcess(builder.start(), log);
    }

    /** The {@code java} of this JVM, with small memory and what makes short lives cheap. */
    static List<String> java() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return List.of(
                java, "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");
    }

    /**
     * Starts a program with these environment variables besides those of this JVM.
     *
     * @param directory existing directory to run in
     * @param log takes the output
     */
    public static ServiceProcess ofCommand(
            Path directory, Path log, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // what is set for this JVM is not meant for the service
        builder.environment().putAll(environment);
        return new ServiceProcess(builder.start(), log);
    }

    /** What it has written so far, to standard output and error. */
    public String output() {
        try {
            return new String(Files.readAllBytes(log), UTF_8); // it may be in the middle of a character: be lenient
        } catch (IOException e) {
            throw new AssertionError("cannot read the output of " + process, e);
        }
    }

    /** Waits until it has written {@code text}. */
    public void awaitOutput(String text, Duration timeout) {
        awaitThat("its output has \"" + text + '"', timeout, () -> output().contains(text));
    }

    /** Waits until {@code condition} holds; fails at once, with the output, if the process ends before. */
    public void awaitThat(String what, Duration timeout, Callable<Boolean> condition) {
        try {
            await(what)
                    .atMost(timeout)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .failFast("the process has ended", () -> !process.isAlive())
                    .until(condition);
        } catch (RuntimeException e) {
            throw new AssertionError("%s; its output:%n%s".formatted(e.getMessage(), output()), e);
        }
    }

    /** Whether it still runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Waits a while; returns early, and true, if it has ended. */
    public boolean endsWithin(Duration time) throws InterruptedException {
        return process.waitFor(time.toNanos(), NANOSECONDS);
    }

    /** Its number in the system. */
    public long pid() {
        return process.pid();
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits until it has ended, and returns its exit code: 143 after SIGTERM, 137 after SIGKILL. */
    public int awaitExit(Duration timeout) throws InterruptedException {
        if (!process.waitFor(timeout.toNanos(), NANOSECONDS)) {
            throw new AssertionError("still running after %s; its output:%n%s".formatted(timeout, output()));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        await(process + " is gone").atMost(KILL_TIMEOUT).until(() -> !process.isAlive());
    }
}
