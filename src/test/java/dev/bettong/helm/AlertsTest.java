package dev.bettong.helm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.BettongApplication;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.runtime.PipelineRuntime;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import dev.bettong.testing.FreePort;
import dev.bettong.testing.HttpText;
import dev.bettong.testing.LineServer;
import dev.bettong.testing.Prometheus;
import dev.bettong.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A real Prometheus asks the real service, and evaluates the alerts of the chart, which wait less long than in a cluster.
 * Each alert has a pipeline or a disk that is brought into trouble.
 */
class AlertsTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int ROOMY_MEGABYTES = 1400; // not taken before it is used
    private static final int TIGHT_MEGABYTES = 300;
    private static final int LONG = 1 << 18;
    private static final CountDownLatch RELEASE = new CountDownLatch(1); // what the stuck function waits for

    @TempDir
    private Path mountPoint;

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Set<String> fired = new TreeSet<>();

    private SmallDisk disk;
    private LineServer receiver;
    private LineServer leaving;
    private ConfigurableApplicationContext service;
    private Prometheus prometheus;

    @Configuration(proxyBeanMethods = false)
    static class Pipelines {

        @Bean
        Pipeline picky() {
            return pipeline("picky", Pipelines::check);
        }

        @Bean
        Pipeline strict() {
            return pipeline("strict", Pipelines::check).onFailure(FailurePolicy.FAIL);
        }

        @Bean
        Pipeline held() {
            return pipeline("held", text -> text);
        }

        @Bean
        Pipeline lonely() {
            return pipeline("lonely", text -> text);
        }

        @Bean
        Pipeline slow() {
            return pipeline("slow", Pipelines::hang);
        }

        private static Pipeline pipeline(String name, Computation<String, String> function) {
            return Pipeline.named(name)
                    .from(Source.tcp(name + "-in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                    .compute(name + " step", function)
                    .to(Sink.tcp(name + "-out", (String line) -> (line + "\n").getBytes(UTF_8)));
        }

        private static String check(String text) {
            if (text.equals("bad")) {
                throw new IllegalArgumentException("told to fail");
            }
            return text.length() < LONG ? text : "a long text";
        }

        private static String hang(String text) throws InterruptedException {
            RELEASE.await();
            return text;
        }
    }

    @BeforeEach
    void start() throws Exception {
        disk = SmallDisk.mount(mountPoint, ROOMY_MEGABYTES);
        open.add(disk);
        receiver = LineServer.start();
        open.add(receiver);
        leaving = LineServer.start();
        open.add(leaving);
        int http = FreePort.find();
        Cluster cluster = Cluster.start(http, mountPoint);
        open.add(cluster);
        prometheus = watch(http, cluster.port()); // first, since it looks for targets after 5 s only
        open.add(prometheus);
        service = run(http);
        open.add(service);
    }

    private Prometheus watch(int service, int cluster) throws IOException {
        Files.writeString(
                directory.resolve("rules.yaml"), AlertRules.ofChart().hurried().text());
        return Prometheus.start(directory, """
                global: {scrape_interval: 2s, evaluation_interval: 250ms} # a scrape may take as long as that
                rule_files: [rules.yaml]
                scrape_configs:
                  - job_name: service
                    metrics_path: /actuator/prometheus
                    static_configs:
                      - targets: ["localhost:%d"]
                        labels: {namespace: streams, service: demo-bettong-management}
                  - job_name: cluster
                    static_configs: [{targets: ["localhost:%d"]}]
                """.formatted(service, cluster));
    }

    private ConfigurableApplicationContext run(int http) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + http,
                "--bettong.workers=2",
                "--bettong.data-directory=" + mountPoint.resolve("data"),
                "--bettong.checkpoint.interval=100ms",
                "--bettong.dead-letters.max-count=2",
                "--bettong.shutdown-timeout=5s"));
        for (String name : List.of("picky", "strict", "held", "lonely", "slow")) {
            arguments.add("--bettong.sources.%s-in.tcp.port=0".formatted(name));
            arguments.add("--bettong.sinks.%s-out.tcp.port=%d"
                    .formatted(name, name.equals("lonely") ? leaving.port() : receiver.port()));
        }
        return SpringApplication.from(BettongApplication::main)
                .with(Pipelines.class)
                .run(arguments.toArray(String[]::new))
                .getApplicationContext();
    }

    @AfterEach
    void close() throws Exception {
        RELEASE.countDown();
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void everyAlertFiresWhileItsConditionHolds() throws Exception {
        assertThat(complaintsAboutOurs()).isEmpty();
        awaitQuiet();

        send("strict", "bad"); // it fails, so the pod is not ready any more
        leaving.close();
        runtime().control().pause("held", "a test").get();
        send("picky", "bad", "bad", "bad");
        awaitFiring("BettongFailures", Map.of("pipeline", "picky", "step", "picky step", "reason", "compute"));
        awaitFiring("BettongDeadLettersDropped", Map.of());
        awaitFiring("BettongSinkAway", Map.of("pipeline", "lonely", "sink", "lonely-out"));
        open.add(LineServer.start(leaving.port()));

        disk.resize(TIGHT_MEGABYTES);
        awaitFiring("BettongVolumeFull", Map.of());
        FramedClient sender = connect("picky");
        Thread.ofPlatform().daemon().start(() -> sendMuch(sender)); // waits once nothing is read any more
        await("trouble").atMost(DEADLINE).until(() -> {
            disk.fill(); // again, since a checkpoint gives back the journal before it
            return runtime().pipeline("picky").orElseThrow().status() == Status.DEGRADED;
        });
        awaitFiring("BettongDiskTrouble", Map.of());
        sender.close();
        disk.free();
        disk.resize(ROOMY_MEGABYTES);
        awaitEnd("BettongDiskTrouble");
        awaitEnd("BettongVolumeFull");
        awaitEnd("BettongSinkAway");

        send("slow", "a");
        awaitFiring("BettongWorkerStuck", Map.of());
        awaitFiring("BettongCheckpointsStopped", Map.of());
        RELEASE.countDown();
        awaitEnd("BettongWorkerStuck");
        awaitEnd("BettongCheckpointsStopped");

        awaitFiring("BettongSourceStopped", Map.of("pipeline", "held", "source", "held-in"));
        runtime().control().resume("held").get();
        awaitEnd("BettongSourceStopped");
        awaitFiring("BettongNotReady", Map.of());

        service.close();
        awaitFiring("BettongDown", Map.of());
        assertThat(fired).isEqualTo(AlertRules.ofChart().names());
    }

    private void awaitQuiet() {
        await("all is well").atMost(DEADLINE).untilAsserted(() -> {
            assertThat(prometheus.value("sum(up)")).isEqualTo(2);
            assertThat(prometheus.value("min(bettong_sink_connections)")).isPositive();
            assertThat(prometheus.alerts()).isEmpty();
        });
    }

    /** Names of others, such as {@code jvm_gc_...}, are not ours to mend; neither may it fail to read any of it. */
    private List<String> complaintsAboutOurs() throws IOException, InterruptedException {
        int http = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        String said = Prometheus.promtool(directory, HttpText.get(http, "/actuator/prometheus"), "check", "metrics");
        return said.lines()
                .filter(line -> line.startsWith("bettong_") || line.contains("error") || line.equals("exit 1"))
                .toList();
    }

    private PipelineRuntime runtime() {
        return service.getBean(PipelineRuntime.class);
    }

    private FramedClient connect(String pipeline) throws IOException {
        PipelineStatus status = runtime().pipeline(pipeline).orElseThrow();
        String address = status.sources().getFirst().address();
        FramedClient client =
                FramedClient.connect(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)), DEADLINE);
        open.add(client);
        return client;
    }

    private void send(String pipeline, String... texts) throws IOException {
        connect(pipeline).send(texts);
    }

    private static void sendMuch(FramedClient sender) {
        try {
            while (true) {
                sender.send("x".repeat(LONG));
            }
        } catch (IOException e) {
            // The connection is closed, that is enough.
        }
    }

    private void awaitFiring(String alert, Map<String, String> labels) {
        await(alert + " fires")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(prometheus.alerts()).anySatisfy(each -> {
                    assertThat(each.firing()).isTrue();
                    assertThat(each.labels()).containsEntry("alertname", alert).containsAllEntriesOf(labels);
                }));
        fired.add(alert);
    }

    private void awaitEnd(String alert) {
        await(alert + " ends")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(prometheus.alerts())
                        .noneMatch(each -> each.labels().containsValue(alert)));
    }
}
