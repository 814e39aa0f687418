package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.testing.Extent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.convert.DurationStyle;

/**
 * Kills services under full load, at random moments and at fault points, and starts them again, many times over. Every
 * event that one had accepted must have changed the state once.
 *
 * <p>How much of each client was accepted a service says itself: the state of its last checkpoint can be asked for over
 * HTTP, and a recovery ends with a checkpoint. Clients send on from there. That it says so of all it has accepted shows in
 * the outputs, none of which may be ahead of it.
 *
 * <p>System properties: {@code crash.kills}, or {@code crash.duration} instead; {@code crash.seed}.
 */
class CrashIT {

    private static final int KILLS = Integer.getInteger("crash.kills", Extent.of(25, 200));
    private static final Duration DURATION = DurationStyle.detectAndParse(System.getProperty("crash.duration", "0s"));
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int SERVICES = 2; // side by side: one alone waits often
    private static final long LAST_LOAD = 20_000; // events of each client

    private final Deaths deaths = new Deaths(new Random(SEED), KILLS, DURATION);

    @Test
    void everyAcceptedEventChangesTheStateOnceHoweverOftenTheServiceIsKilled(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        System.out.printf("crash test with -Dcrash.seed=%d in %s%n", SEED, directory);
        List<Callable<Void>> services = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            Path own = Files.createDirectory(directory.resolve("service-" + i));
            Random random = new Random(SEED + i);
            services.add(() -> {
                killAgainAndAgain(own, random);
                return null;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(SERVICES)) {
            for (Future<Void> service : threads.invokeAll(services)) {
                service.get();
            }
        }
        System.out.println(deaths);
        deaths.checkReached();
    }

    private void killAgainAndAgain(Path directory, Random random) throws Exception {
        Map<String, Long> totals;
        StoreContents crashed;
        Model model;
        try (CrashRun run = new CrashRun(Files.createDirectory(directory.resolve("crashed")), random)) {
            for (Death death = deaths.next(); death != null; ) {
                death = kill(run, death) ? deaths.next() : death;
            }
            totals = run.finish(Service.Settings.random(random, Duration.ofMillis(500)), LAST_LOAD);
            model = Clients.model(totals);
            crashed = run.contents();
            run.checkOutputs(model, crashed);
        }
        System.out.printf("%s: events %s%n", directory.getFileName(), totals);
        check(crashed, model, totals);
        assertThat(crashed.digests()).isEqualTo(digestsWithoutCrash(directory.resolve("calm"), totals, model));
        System.out.printf("%s: digests %s%n", directory.getFileName(), crashed.digests());
    }

    /** Returns false if it is to die in the same way once more, since it has not come to that point. */
    private boolean kill(CrashRun run, Death death) throws Exception {
        long begin = System.nanoTime();
        CrashRun.End end = run.live(death);
        System.out.printf("%s %s after %d ms, %s%n", death, end, (System.nanoTime() - begin) / 1_000_000, run);
        return deaths.died(death, end);
    }

    private static Map<String, ?> digestsWithoutCrash(Path directory, Map<String, Long> totals, Model model)
            throws Exception {
        Service.Settings settings = new Service.Settings(2, Duration.ofSeconds(1), false, 0);
        try (CrashRun run = new CrashRun(Files.createDirectory(directory), new Random(SEED))) {
            run.finish(settings, totals);
            StoreContents calm = run.contents();
            run.checkOutputs(model, calm);
            check(calm, model, totals);
            return calm.digests();
        }
    }

    private static void check(StoreContents contents, Model model, Map<String, Long> totals) {
        for (String state : contents.entities().keySet()) {
            assertThat(contents.entities().get(state)).as(state).isEqualTo(model.entities(state));
        }
        contents.audited().forEach((client, windowed) -> {
            assertThat(windowed)
                    .as(client)
                    .hasToString(Windowed.first(windowed.events()).toString());
            assertThat(windowed.events())
                    .as("events of %s in closed windows", client)
                    .isBetween(Clients.audited(totals), totals.get(client));
        });
        assertThat(contents.letters()).isEqualTo(model.letters());
        assertThat(contents.unfinished()).as("journal after a stop").isEmpty();
    }
}
