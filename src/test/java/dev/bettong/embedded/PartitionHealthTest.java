package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.runtime.Inspection.PartitionPlace;
import dev.bettong.runtime.PartitionHealth;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.WorkerStatus;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.FramedClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What is said of partitions while events arrive over real sockets. */
@Isolated("keeps the processors busy")
class PartitionHealthTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;
    private static final int KEYS = 1000;
    private static final int WORKERS = 2;
    private static final int MAX_AHEAD = 1000;
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private final AtomicInteger micros = new AtomicInteger(20); // that an event takes
    private final LongAdder handled = new LongAdder(); // by the workers
    private volatile boolean skewed; // by the test, read by the load
    private volatile boolean ended; // by the test, read by the load
    private RunningPipelines running;

    @BeforeEach
    void run() {
        Pipeline pipeline = Pipeline.named("count")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String word) -> word)
                .computeState("work", State.named("n", Object.class, Object::new), this::work)
                .done();
        running = RunningPipelines.with(WORKERS).run(1, pipeline);
    }

    @AfterEach
    void stop() {
        ended = true;
        micros.set(0);
        running.close();
    }

    private Outcome<String> work(String word, Object entity) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TimeUnit.MICROSECONDS.toNanos(micros.get())) {
            Thread.onSpinWait();
        }
        handled.increment();
        return Outcome.unchanged(null);
    }

    /**
     * Sends words whose frequency falls as that of words does, and, when it is skewed, the same word for three of five; a few
     * milliseconds of work ahead, since what waits in the sockets is the load of the past.
     */
    private void load() {
        Random random = new Random(1);
        String[] words = new String[200];
        try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            for (long sent = 0; !ended; sent += words.length) {
                Arrays.setAll(words, i -> skewed && i % 5 < 3 ? "hot" : word(random));
                client.send(words);
                while (sent - handled.sum() > MAX_AHEAD && !ended) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (IOException closed) {
            // by the end of the test
        }
    }

    private static String word(Random random) {
        return "word " + (int) Math.pow(KEYS, random.nextDouble()); // about Zipf's law
    }

    private List<PartitionPlace> partitions() {
        return running.inspection().partitions("count");
    }

    /** Uses a core, or is late because others use it. */
    private static boolean busy(WorkerStatus worker) {
        return worker.busy() > 0.25 || worker.lag().toMillis() > 50;
    }

    private Set<PartitionStatus> statuses() {
        return partitions().stream().map(each -> each.health().status()).collect(Collectors.toSet());
    }

    @Test
    void namesTheHotKeyOfASkewedLoadAndNoneOfAnOrdinaryOne() {
        Thread load = Thread.ofVirtual().start(this::load);
        await("the workers are busy")
                .atMost(DEADLINE)
                .until(() -> running.inspection().workers().stream().allMatch(PartitionHealthTest::busy));
        await("no hot key")
                .during(Duration.ofSeconds(2))
                .atMost(DEADLINE)
                .failFast("nobody is to blame", () -> statuses().contains(PartitionStatus.SKEWED))
                .until(load::isAlive);

        skewed = true;

        await("the hot key")
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(partitions())
                        .extracting(PartitionPlace::health)
                        .filteredOn(health -> health.status() == PartitionStatus.SKEWED)
                        .singleElement()
                        .satisfies(health -> {
                            PartitionHealth.HotKey hot = Objects.requireNonNull(health.hotKey());
                            assertThat(hot.key()).isEqualTo("hot");
                            assertThat(hot.share()).isBetween(0.4, 0.8);
                        }));
        assertThat(running.registry()
                        .get("bettong.partitions")
                        .tags("pipeline", "count", "status", "SKEWED")
                        .gauge()
                        .value())
                .isEqualTo(1);
        ended = true;
        await("it is over").atMost(DEADLINE).until(() -> statuses().equals(Set.of(PartitionStatus.OK)));
    }

    @Test
    void callsAWorkerSlowThatHandlesOneReadForLong() throws Exception {
        micros.set(3000);
        String[] words = new String[3000];
        Arrays.fill(words, "a");
        try (FramedClient client = FramedClient.connect(running.port(), DEADLINE)) {
            client.send(words);
            await("a turn that takes long")
                    .atMost(DEADLINE)
                    .until(() -> running.registry().find("bettong.worker.delay").timeGauges().stream()
                            .anyMatch(delay -> delay.value(TimeUnit.SECONDS) > 3.5));

            assertThat(partitions())
                    .extracting(PartitionPlace::health)
                    .filteredOn(health -> !health.equals(PartitionHealth.OK))
                    .hasSize(64 / WORKERS)
                    .allSatisfy(health -> {
                        assertThat(health.status()).isIn(PartitionStatus.SLOW, PartitionStatus.SKEWED);
                        assertThat(health.detail()).isNotNull();
                    });
        }
        micros.set(0);
        await("it is over").atMost(DEADLINE).until(() -> statuses().equals(Set.of(PartitionStatus.OK)));
    }

    @Test
    void tellsThatAnOperatorPausesThem() {
        running.control().pause("count", "spring cleaning").join();

        assertThat(partitions()).extracting(PartitionPlace::health).allSatisfy(health -> {
            assertThat(health.status()).isEqualTo(PartitionStatus.PAUSED);
            assertThat(health.detail()).contains("spring cleaning");
        });
        running.control().resume("count").join();
        assertThat(statuses()).containsExactly(PartitionStatus.OK);
    }
}
