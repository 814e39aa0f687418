package dev.bettong.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.BettongApplication;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Alerts and dashboard ask for metrics that the service has. */
class ChartMetersTest {

    private static final Pattern METRIC = Pattern.compile("\\bbettong_[a-z_]+");

    @TempDir
    private Path directory;

    @Test
    void everyMetricThatTheChartNamesExists() throws Exception {
        Set<String> named = metrics(Chart.ofSource().render(Chart.values("everything")));

        Set<String> existing = metrics(scrape());

        assertThat(named).hasSizeGreaterThan(15);
        assertThat(existing).containsAll(named);
    }

    private String scrape() throws IOException, InterruptedException {
        try (ConfigurableApplicationContext service = SpringApplication.from(BettongApplication::main)
                .run(
                        "--server.port=0",
                        "--bettong.examples=word-count",
                        "--bettong.data-directory=" + directory,
                        "--bettong.sources.lines.tcp.port=" + FreePort.find(),
                        "--bettong.sinks.counts.tcp.port=" + FreePort.find())
                .getApplicationContext()) {
            int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            return HttpText.get(port, "/actuator/prometheus");
        }
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
