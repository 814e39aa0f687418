package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Prometheus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool says about the alerts of the chart, and {@code operating.md} about each. */
class AlertRulesTest {

    private static final String EXPECTATIONS = "alerts.test.yaml";
    private static final Pattern THREE_STEPS =
            Pattern.compile("^\\*\\*(\\w+)\\*\\*: .+\n1\\. .+\n(?: .+\n)*2\\. .+\n(?: .+\n)*3\\. ", Pattern.MULTILINE);

    @TempDir
    private Path directory;

    private AlertRules rules;

    @BeforeEach
    void render() throws Exception {
        rules = AlertRules.ofChart();
        Files.writeString(directory.resolve("rules.yaml"), rules.text());
    }

    @Test
    void areWhatPrometheusUnderstands() throws Exception {
        assertThat(Prometheus.promtool(directory, "", "check", "rules", "rules.yaml"))
                .contains("%d rules found".formatted(rules.names().size()))
                .endsWith("exit 0");
    }

    @Test
    void fireInTimeAndSayWhatIsTheMatter() throws Exception {
        String expectations = Files.readString(Path.of("src/test/resources/dev/bettong/helm", EXPECTATIONS));
        Files.writeString(directory.resolve(EXPECTATIONS), expectations);

        assertThat(Prometheus.promtool(directory, "", "test", "rules", EXPECTATIONS))
                .contains("SUCCESS")
                .endsWith("exit 0");
        assertThat(rules.names())
                .allSatisfy(alert -> assertThat(expectations)
                        .containsPattern("\\{alertname: %s, eval_time".formatted(alert))
                        .containsPattern("alertname: %s\n.*\n +exp_alerts".formatted(alert)));
    }

    @Test
    void haveThreeStepsEachForWhoeverIsCalled() throws Exception {
        String operating = Files.readString(Path.of("src/docs/operating.md"));
        Set<String> described = THREE_STEPS
                .matcher(operating)
                .results()
                .map(steps -> steps.group(1))
                .collect(Collectors.toSet());

        assertThat(described).isEqualTo(rules.names());
    }
}
