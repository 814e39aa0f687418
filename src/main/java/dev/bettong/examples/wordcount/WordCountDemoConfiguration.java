package dev.bettong.examples.wordcount;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Adds the demo if {@code bettong.demo} is on. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("bettong.demo")
class WordCountDemoConfiguration {

    private static final String LOCALHOST = "localhost";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<DemoPhase> PHASES = List.of(
            new DemoPhase(
                    "As fast as possible: every buffer is full, and latency is the time spent in them.",
                    Duration.ofSeconds(5),
                    DemoPhase.AS_FAST_AS_POSSIBLE,
                    97), // coprime to the number of frames, so that all of them get their turn
            new DemoPhase(
                    "50,000 words a second: latency from when a frame is due to the last count of its words.",
                    Duration.ofSeconds(15),
                    50_000,
                    1));

    @Bean
    WordCountDemo wordCountDemo(Environment environment) {
        return new WordCountDemo(
                address(environment, "bettong.sources.lines.tcp"),
                address(environment, "bettong.sinks.counts.tcp"),
                PHASES,
                PATIENCE,
                () -> urls(environment),
                new DemoScreen(System.out));
    }

    private static InetSocketAddress address(Environment environment, String prefix) {
        InetSocketAddress address = new InetSocketAddress(
                environment.getProperty(prefix + ".host", LOCALHOST),
                environment.getRequiredProperty(prefix + ".port", Integer.class));
        boolean everywhere =
                address.getAddress() != null && address.getAddress().isAnyLocalAddress();
        return everywhere ? new InetSocketAddress(LOCALHOST, address.getPort()) : address;
    }

    /** Where to look next; the ports are known once the web server runs. */
    private static List<String> urls(Environment environment) {
        @Nullable String port = environment.getProperty("local.server.port");
        if (port == null) {
            return List.of();
        }
        return List.of(
                "http://localhost:%s/".formatted(port),
                "http://localhost:%s/actuator/prometheus"
                        .formatted(environment.getProperty("local.management.port", port)));
    }
}
