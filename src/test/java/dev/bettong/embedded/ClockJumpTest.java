package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.InstalledProgram;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes whose system clock is set forward and back, by libfaketime, between two runs and while they run. */
class ClockJumpTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int DAYS = 1500;

    @TempDir
    private Path directory;

    private Path library;
    private Path offset;

    @BeforeEach
    void find() throws IOException {
        Path program = InstalledProgram.find("faketime", "faketime");
        try (var libraries = Files.walk(program.resolveSibling("../lib"), 3)) {
            library = libraries
                    .filter(path -> path.endsWith("faketime/libfaketimeMT.so.1"))
                    .findFirst()
                    .orElseThrow();
        }
        offset = directory.resolve("offset");
    }

    @Test
    void keepsEntitiesAndDeadLettersHoweverTheSystemClockIsSet() throws Exception {
        try (LineServer receiver = LineServer.start()) {
            List<String> expected = new ArrayList<>();
            setClock(0);
            try (ServiceProcess service = start(receiver)) {
                send(service, "fail x");
                tally(service, receiver, expected);
                for (int days : new int[] {DAYS, -DAYS, 0}) {
                    setClock(days);
                    awaitLetter(service, days);
                    tally(service, receiver, expected);
                }
                service.kill(); // with what the journal alone has
                service.awaitExit(DEADLINE);
            }
            for (int days : new int[] {DAYS, -7}) {
                setClock(days);
                try (ServiceProcess service = start(receiver)) {
                    awaitLetter(service, days);
                    tally(service, receiver, expected);
                    service.terminate();
                    service.awaitExit(DEADLINE);
                }
            }
        }
        List<Path> backups = backups();
        assertThat(backups).as("all").hasSize(3);
        assertThat(backups.getLast().getFileName().toString()).startsWith("backup-0000000003-");
    }

    private List<Path> backups() throws IOException {
        try (var all = Files.list(directory.resolve("data/backups"))) {
            return all.sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    /** One more for the same key: what has expired begins at 1 again. */
    private static void tally(ServiceProcess service, LineServer receiver, List<String> expected) throws IOException {
        expected.add("a " + (expected.size() + 1));
        send(service, "a");
        service.awaitThat("a further line", DEADLINE, () -> distinct(receiver).size() >= expected.size());
        assertThat(distinct(receiver)).containsExactlyElementsOf(expected);
    }

    /** After a kill some come again. */
    private static List<String> distinct(LineServer receiver) {
        return receiver.lines().stream().distinct().toList();
    }

    private static void send(ServiceProcess service, String text) throws IOException {
        Matcher port = Pattern.compile("port (\\d+)\\.").matcher(service.output());
        assertThat(port.find()).isTrue();
        try (FramedClient client = FramedClient.connect(Integer.parseInt(port.group(1)), DEADLINE)) {
            client.send(text);
        }
    }

    private static void awaitLetter(ServiceProcess service, int days) {
        LocalDate date = LocalDate.now(ZoneOffset.UTC).plusDays(days);
        service.awaitThat("its date is " + date, DEADLINE, () -> {
            Matcher last =
                    Pattern.compile("(?s).*date (\\S+), letters (\\d+)\\.").matcher(service.output());
            if (!last.find() || LocalDate.parse(last.group(1)).isBefore(date)) {
                return false;
            }
            assertThat(last.group(2)).as("letters at " + last.group(1)).isEqualTo("1");
            return true;
        });
    }

    private ServiceProcess start(LineServer receiver) throws IOException {
        String classPath = TestClassPath.entries().stream()
                .map(entry -> entry.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
        Path log = Files.createTempFile(directory, "service", ".log");
        ServiceProcess service = ServiceProcess.ofCommand(
                directory,
                log,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + directory.toAbsolutePath(),
                        "-cp",
                        classPath,
                        ClockJumpService.class.getName(),
                        directory.resolve("data").toString(),
                        String.valueOf(receiver.port())),
                Map.of(
                        "LD_PRELOAD", library.toAbsolutePath().normalize().toString(),
                        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                        "FAKETIME_CACHE_DURATION", "1",
                        "FAKETIME_FORCE_MONOTONIC_FIX", "0", // with it, each thread that waits for a time spins
                        "DONT_FAKE_MONOTONIC", "1",
                        "FAKETIME_DONT_FAKE_MONOTONIC", "1"));
        service.awaitOutput("port ", DEADLINE);
        return service;
    }

    /** Sets the clocks of the services to the right time, and so many days. */
    private void setClock(int days) throws IOException {
        Path fresh = directory.resolve("offset.new");
        Files.writeString(fresh, "%+dd%n".formatted(days));
        Files.move(fresh, offset, StandardCopyOption.ATOMIC_MOVE);
    }
}
