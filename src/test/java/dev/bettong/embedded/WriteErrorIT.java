package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.NumberedLoad;
import dev.bettong.testing.ServiceProcess;
import dev.bettong.testing.TestClassPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A process whose writes fail with a real error of the system: none of its files may grow beyond a size. It is what a
 * process without privileges can have done to it, and undone again.
 */
class WriteErrorIT {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int FRAMES = 8000; // of each connection
    private static final long LIMIT = 2 << 20; // less than the journal has already, more than the process will log
    private static final Pattern PORT = Pattern.compile("port (\\d+), status RUNNING");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"interval", "always"})
    void pausesOnAWriteErrorAndGoesOnWhenItIsGone(String sync) throws Exception {
        try (CountingSink sink = new CountingSink();
                ServiceProcess service = ServiceProcess.ofClass(
                        directory,
                        TestClassPath.packaged(),
                        TallyService.class.getName(),
                        List.of(directory.resolve("data").toString(), String.valueOf(sink.port()), sync))) {
            service.awaitOutput("status RUNNING", DEADLINE);
            Matcher port = PORT.matcher(service.output());
            assertThat(port.find()).isTrue();
            try (NumberedLoad before = load(Integer.parseInt(port.group(1)))) {
                DiskTroubleTest.awaitLines(sink, DiskTroubleTest.CONNECTIONS * FRAMES);
                assertThat(before.ended()).isTrue();
            }
            limitFileSize(service, String.valueOf(LIMIT));
            try (NumberedLoad load = load(Integer.parseInt(port.group(1)))) {
                service.awaitOutput("status DEGRADED, paused true", DEADLINE);
                service.awaitOutput("File too large", DEADLINE);
                service.awaitOutput("cannot be written, sources are paused until it can", DEADLINE);
                assertThat(sink.lines()).isLessThan(2L * DiskTroubleTest.CONNECTIONS * FRAMES);
                limitFileSize(service, "unlimited");
                service.awaitOutput("The data directory can be written again", DEADLINE);
                DiskTroubleTest.awaitLines(sink, 2L * DiskTroubleTest.CONNECTIONS * FRAMES);
                assertThat(load.ended()).isTrue();
            }
            assertThat(sink.errors()).isEmpty();
            assertThat(sink.counts()).isEqualTo(DiskTroubleTest.model(2L * FRAMES / DiskTroubleTest.KEYS));
            service.awaitThat(
                    "it runs again", DEADLINE, () -> lastStatus(service).contains("RUNNING, paused false"));
            assertThat(service.output().lines().filter(line -> line.contains(" ERROR ")))
                    .hasSize(1);
        }
    }

    private static String lastStatus(ServiceProcess service) {
        return service.output().lines().filter(line -> line.startsWith("port ")).reduce("", (first, last) -> last);
    }

    private static NumberedLoad load(int port) throws IOException {
        return NumberedLoad.start(port, DiskTroubleTest.CONNECTIONS, FRAMES, 500);
    }

    /** Only the soft limit, for the hard one could not be lifted again. */
    private static void limitFileSize(ServiceProcess service, String bytes) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("prlimit", "--pid", String.valueOf(service.pid()), "--fsize=" + bytes + ":")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            abort("This test needs 'prlimit' (util-linux): " + e.getMessage());
            return;
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
