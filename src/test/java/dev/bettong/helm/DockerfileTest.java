package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the image, the chart and the build say of each other. */
class DockerfileTest {

    private final Dockerfile dockerfile = Dockerfile.read();
    private final Map<String, Object> chart =
            Manifests.yaml().load(Files.readString(Chart.SOURCE.resolve("Chart.yaml")));
    private final Map<String, Object> values =
            Manifests.yaml().load(Files.readString(Chart.SOURCE.resolve("values.yaml")));

    DockerfileTest() throws IOException {}

    @Test
    void theJvmIsTrainedAsItRuns() {
        List<String> training = dockerfile.command("RUN");
        List<String> service = dockerfile.command("ENTRYPOINT");

        assertThat(dockerfile.options())
                .hasSize(2)
                .containsOnly(dockerfile.options().getFirst());
        assertThat(service.subList(0, 3)).isEqualTo(training.subList(0, 3));
        assertThat(service.get(3)).isEqualTo(training.get(3).replace("AOTCacheOutput", "AOTCache"));
        assertThat(classPath(service)).isEqualTo(classPath(training));
    }

    @Test
    void basesAreArgumentsAndNotTheLatest() {
        assertThat(dockerfile.text().lines().filter(line -> line.startsWith("FROM ")))
                .hasSize(3)
                .allMatch(line -> line.matches("FROM \\$\\{[A-Z_]+}( AS [a-z]+)?"));
        assertThat(dockerfile.text())
                .contains("ARG BUILD_IMAGE=", "ARG RUNTIME_IMAGE=")
                .doesNotContain("latest");
    }

    @Test
    void theChartRunsTheUserOfTheImage() {
        assertThat(values.get("podSecurityContext"))
                .hasFieldOrPropertyWithValue("runAsUser", 10001)
                .hasFieldOrPropertyWithValue("runAsGroup", 10001);
        assertThat(dockerfile.text()).contains("\nUSER 10001:10001\n");
    }

    @Test
    void imageChartAndBuildHaveOneVersion() throws IOException {
        Object version = chart.get("appVersion");

        assertThat(Files.readString(Path.of("pom.xml")))
                .containsPattern(
                        "<artifactId>bettong</artifactId>\\s*<version>%s(-SNAPSHOT)?</version>".formatted(version));
        assertThat(dockerfile.text()).contains("\nARG VERSION=%s\n".formatted(version));
    }

    private static String classPath(List<String> command) {
        return command.get(command.indexOf("-cp") + 1);
    }
}
