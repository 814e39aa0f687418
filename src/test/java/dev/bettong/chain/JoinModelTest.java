package dev.bettong.chain;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.bettong.pipeline.Within;
import dev.bettong.testing.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Joins of random events against a model that keeps all of them, and compares each with each. */
@Isolated("turns off a log")
class JoinModelTest {

    private static final int CASES = Extent.of(3_000, 10_000);
    private static final long SEED = Long.getLong("join.seed", System.nanoTime());
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final int MOST_STREAMS = 3;
    private static final long LAST = 350;

    private final Logger failures = (Logger) LoggerFactory.getLogger(FailureCounter.class);

    /** Late events are no news here, and each case would log its first. */
    @BeforeEach
    void logNoFailures() {
        failures.setLevel(Level.OFF);
    }

    @AfterEach
    void logFailures() {
        failures.setLevel(null);
    }

    @Test
    void everyPairMeetsOnce() {
        System.out.printf("joins with -Djoin.seed=%d%n", SEED);
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(SEED + i);
            long before = random.nextInt(3) * (long) random.nextInt(8);
            long after = random.nextInt(3) * (long) random.nextInt(8);
            long outOfOrder = random.nextInt(3) * (long) random.nextInt(10);
            JoinRun run = new JoinRun(
                    Within.between(Duration.ofMillis(before), Duration.ofMillis(after)), Duration.ofMillis(outOfOrder));
            Model model = new Model(before, after, outOfOrder);
            List<String> input = act(random, run, model);

            assertThat(run.results())
                    .as(
                            "-Djoin.seed=%d: before %d, after %d, out of order %d: %s",
                            SEED + i, before, after, outOfOrder, input)
                    .isEqualTo(model.results);
            assertThat(run.waiting("a", "b", "c")).as("keys that are left").isZero();
            assertThat(run.chain.nextTimer()).as("that of the last event").isEqualTo(LAST + after + 1);
        }
    }

    private static List<String> act(Random random, JoinRun run, Model model) {
        List<String> input = new ArrayList<>();
        int streams = 1 + random.nextInt(MOST_STREAMS);
        long now = random.nextInt(40) - 20L;
        for (int i = random.nextInt(40); i > 0; i--) {
            int source = random.nextInt(2);
            int stream = random.nextInt(streams);
            if (random.nextInt(20) == 0) {
                input.add("%d:%d:closed".formatted(source, stream));
                run.closed(source, stream);
                model.closed(source, stream);
            } else {
                now += random.nextInt(6);
                long time = now - random.nextInt(2) * (long) random.nextInt(25);
                String event = "%s%d@%d".formatted(KEYS.get(random.nextInt(3)), i, time);
                input.add("%d:%d:%s".formatted(source, stream, event));
                run.comes(source, stream, event);
                model.comes(source, stream, event, time);
            }
        }
        for (int stream = 0; stream < streams; stream++) {
            run.closed(JoinRun.LEFT, stream);
            run.closed(JoinRun.RIGHT, stream);
        }
        run.comes(JoinRun.LEFT, 0, "z@" + LAST); // and nothing else waits for others
        return input;
    }

    /** Shares nothing with what it checks. */
    private static final class Model {

        private final long before;
        private final long after;
        private final long outOfOrder;
        private final List<Came> came = new ArrayList<>();
        private final Map<String, Long> latest = new HashMap<>(); // by stream that is open
        private long watermark = Long.MIN_VALUE;
        final List<String> results = new ArrayList<>();

        Model(long before, long after, long outOfOrder) {
            this.before = before;
            this.after = after;
            this.outOfOrder = outOfOrder;
        }

        /** An event in time; they are in the order in which they have come. */
        private record Came(int source, String text, long time) {}

        void closed(int source, int stream) {
            latest.remove(source + ":" + stream);
            advance();
        }

        private void advance() {
            latest.values().stream()
                    .mapToLong(time -> time - outOfOrder)
                    .min()
                    .ifPresent(lowest -> watermark = Math.max(watermark, lowest));
        }

        void comes(int source, int stream, String event, long time) {
            latest.merge(source + ":" + stream, time, Math::max);
            advance();
            if (time < watermark) {
                results.add("late " + event);
                return;
            }
            String text = event.substring(0, event.indexOf('@'));
            came.stream()
                    .filter(other -> other.source != source && other.text.charAt(0) == text.charAt(0))
                    .filter(other -> {
                        long distance = source == JoinRun.RIGHT ? time - other.time : other.time - time;
                        return -before <= distance && distance <= after;
                    })
                    .sorted(Comparator.comparingLong(Came::time))
                    .map(other -> source == JoinRun.LEFT ? text + " " + other.text : other.text + " " + text)
                    .forEach(results::add);
            came.add(new Came(source, text, time));
        }
    }
}
