package dev.bettong.chain;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Window;
import dev.bettong.window.WindowModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Windows over random events that bring their time with them, against an independent model. */
@Isolated("turns off a log")
class EventTimeModelTest {

    private static final int CASES = 20_000;
    private static final List<LatePolicy> POLICIES = List.of(LatePolicy.values());
    private static final long SEED = Long.getLong("time.seed", System.nanoTime());

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
    void windowsGiveWhatTheirRulesSay() {
        System.out.printf("event time with -Dtime.seed=%d%n", SEED);
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(SEED + i);
            Window window = window(random);
            long outOfOrder = random.nextInt(3) * (long) random.nextInt(10);
            ClicksRun run = new ClicksRun(window, Duration.ofMillis(outOfOrder));
            WindowModel model = new WindowModel(window, outOfOrder, true);
            List<ClicksRun.Action> input = actions(random);
            input.forEach(action -> {
                run.act(action);
                switch (action) {
                    case ClicksRun.Event event -> model.event(event.stream(), event.key(), event.time());
                    case ClicksRun.Idle idle -> model.idle(idle.stream());
                    case ClicksRun.Closed closed -> model.closed(closed.stream());
                }
            });

            assertThat(run.results())
                    .as("-Dtime.seed=%d: %s, out of order %d: %s", SEED + i, window, outOfOrder, input)
                    .isEqualTo(model.results);
        }
    }

    private static List<ClicksRun.Action> actions(Random random) {
        List<ClicksRun.Action> actions = new ArrayList<>();
        int streams = 1 + random.nextInt(3);
        long now = random.nextInt(40) - 20L;
        for (int i = random.nextInt(40); i > 0; i--) {
            int stream = random.nextInt(streams);
            actions.add(
                    switch (random.nextInt(20)) {
                        case 0 -> new ClicksRun.Idle(stream);
                        case 1 -> new ClicksRun.Closed(stream);
                        default -> {
                            now += random.nextInt(6);
                            long time = now - random.nextInt(2) * (long) random.nextInt(25);
                            yield new ClicksRun.Event(
                                    stream, List.of("a", "b", "c").get(random.nextInt(3)), time);
                        }
                    });
        }
        for (int stream = 0; stream < streams; stream++) {
            actions.add(new ClicksRun.Closed(stream));
        }
        actions.add(new ClicksRun.Event(0, "z", 350)); // and closes what is open
        return actions;
    }

    private static Window window(Random random) {
        Duration grace = Duration.ofMillis(random.nextInt(3) * (long) random.nextInt(8));
        Duration size = Duration.ofMillis(1 + random.nextInt(20));
        LatePolicy late = POLICIES.get(random.nextInt(POLICIES.size()));
        if (random.nextInt(3) == 0) {
            return Window.session(size).grace(grace).late(late);
        }
        Duration every = Duration.ofMillis(1 + random.nextInt((int) size.toMillis()));
        Duration offset = Duration.ofMillis(random.nextInt(2 * (int) size.toMillis()) - size.toMillis());
        return (random.nextBoolean() ? Window.tumbling(size) : Window.sliding(size, every))
                .offset(offset)
                .grace(grace)
                .late(late);
    }
}
