package dev.bettong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bettong.testing.Deadlines;
import dev.bettong.testing.InstalledProgram;
import dev.bettong.testing.ServiceProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable jar on the machine's own {@code java}, where that is older than the one it needs. */
class JavaVersionIT {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    @TempDir
    private Path directory;

    @Test
    void saysThatThisJavaIsTooOld() throws Exception {
        Path java = InstalledProgram.find("openjdk-17-jre-headless", "java");
        int version = version(java);
        assumeTrue(
                version >= 17 && version < 21,
                "This test needs a java from 17 to 20 on the path: apt-get install openjdk-17-jre-headless");

        try (ServiceProcess process = run(List.of(java.toString(), "-jar", System.getProperty("bettong.exec-jar")))) {
            assertThat(process.awaitExit(DEADLINE)).isEqualTo(1);
            assertThat(process.output())
                    .startsWith("Bettong needs Java 21 or later, this is %d (".formatted(version))
                    .hasLineCount(1);
        }
    }

    private int version(Path java) throws Exception {
        try (ServiceProcess process = run(List.of(java.toString(), "-version"))) {
            process.awaitExit(DEADLINE);
            Matcher version = Pattern.compile("version \"(\\d+)").matcher(process.output());
            assertThat(version.find()).isTrue();
            return Integer.parseInt(version.group(1));
        }
    }

    private ServiceProcess run(List<String> command) throws Exception {
        Path log = Files.createTempFile(directory, "java", ".log");
        return ServiceProcess.ofCommand(directory, log, command, Map.of());
    }
}
