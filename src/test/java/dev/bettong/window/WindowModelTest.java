package dev.bettong.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Window;
import dev.bettong.testing.Extent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowModelTest {

    private static final int CASES = Extent.of(5_000, 20_000); // event time has as many of the same windows
    private static final long SEED = Long.getLong("windows.seed", System.nanoTime());

    @Test
    void windowsGiveWhatTheirRulesSay() throws Exception {
        System.out.printf("windows with -Dwindows.seed=%d%n", SEED);
        for (int i = 0; i < CASES; i++) {
            Random random = new Random(SEED + i);
            Window window = window(random);
            long outOfOrder = random.nextInt(3) * (long) random.nextInt(10);
            WindowDriver driver = new WindowDriver(window, outOfOrder);
            WindowModel model = new WindowModel(window, outOfOrder, false);
            List<String> input = run(random, driver, model);

            assertThat(driver.results)
                    .as("-Dwindows.seed=%d: %s, out of order %d: %s", SEED + i, window, outOfOrder, input)
                    .isEqualTo(model.results);
            assertThat(driver.keys()).as("keys that are left").isZero();
        }
    }

    private static List<String> run(Random random, WindowDriver driver, WindowModel model) throws Exception {
        List<String> input = new ArrayList<>();
        int streams = 1 + random.nextInt(3);
        long now = random.nextInt(40) - 20L;
        for (int i = random.nextInt(40); i > 0; i--) {
            long stream = random.nextInt(streams);
            switch (random.nextInt(20)) {
                case 0 -> {
                    input.add(stream + ":idle");
                    driver.idle(stream);
                    model.idle(stream);
                }
                case 1 -> {
                    input.add(stream + ":closed");
                    driver.closed(stream);
                    model.closed(stream);
                }
                default -> {
                    String key = List.of("a", "b", "c").get(random.nextInt(3));
                    now += random.nextInt(6);
                    long time = now - random.nextInt(2) * (long) random.nextInt(25);
                    input.add("%d:%s@%d".formatted(stream, key, time));
                    driver.event(stream, key, time);
                    model.event(stream, key, time);
                }
            }
        }
        driver.end();
        model.end();
        return input;
    }

    private static Window window(Random random) {
        Duration grace = Duration.ofMillis(random.nextInt(3) * (long) random.nextInt(8));
        Duration size = Duration.ofMillis(1 + random.nextInt(20));
        if (random.nextInt(3) == 0) {
            return Window.session(size).grace(grace);
        }
        Duration every = Duration.ofMillis(1 + random.nextInt((int) size.toMillis()));
        Duration offset = Duration.ofMillis(random.nextInt(2 * (int) size.toMillis()) - size.toMillis());
        return (random.nextBoolean() ? Window.tumbling(size) : Window.sliding(size, every))
                .offset(offset)
                .grace(grace);
    }
}
