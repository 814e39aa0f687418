package dev.bettong.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.checkpoint.CheckpointPhase;
import dev.bettong.testing.Extent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.convert.DurationStyle;

/**
 * Kills a service under full load, at random moments and at fault points, and starts it again, many times over. Every
 * event that it had accepted must have changed the state once.
 *
 * <p>How much of each client was accepted the service says itself: the state of its last checkpoint can be asked for over
 * HTTP, and a recovery ends with a checkpoint. Clients send on from there. That it says so of all it has accepted shows in
 * the outputs, none of which may be ahead of it.
 *
 * <p>System properties: {@code crash.kills}, or {@code crash.duration} instead; {@code crash.seed}.
 */
class CrashIT {

    private static final int KILLS = Integer.getInteger("crash.kills", Extent.of(25, 60));
    private static final Duration DURATION = DurationStyle.detectAndParse(System.getProperty("crash.duration", "0s"));
    private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
    private static final int DECK = Death.deck(new Random(SEED)).size();
    private static final long LAST_LOAD = 20_000; // events of each client

    private final Random random = new Random(SEED);
    private final Deque<Death> deck = new ArrayDeque<>();
    private final Set<CheckpointPhase> reached = EnumSet.noneOf(CheckpointPhase.class);
    private final Map<String, Integer> ends = new TreeMap<>();
    private int killed;

    @Test
    void everyAcceptedEventChangesTheStateOnceHoweverOftenTheServiceIsKilled(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
        System.out.printf("crash test with -Dcrash.seed=%d in %s%n", SEED, directory);
        long begin = System.nanoTime();
        Map<String, Long> totals;
        StoreContents crashed;
        Model model;
        try (CrashRun run = new CrashRun(Files.createDirectory(directory.resolve("crashed")), random)) {
            while (!enough(begin)) {
                kill(run);
            }
            totals = run.finish(Service.Settings.random(random, Duration.ofMillis(500)), LAST_LOAD);
            model = Clients.model(totals);
            crashed = run.contents();
            run.checkOutputs(model, crashed);
        }
        System.out.printf("%d kills %s in %d s, events %s%n", killed, ends, seconds(begin), totals);
        check(crashed, model);
        if (killed >= DECK) {
            assertThat(reached).as("fault points").containsExactly(CheckpointPhase.values());
        }
        assertThat(crashed.digests()).isEqualTo(digestsWithoutCrash(directory.resolve("calm"), totals, model));
        System.out.printf("digests %s, %d s in all%n", crashed.digests(), seconds(begin));
    }

    private void kill(CrashRun run) throws Exception {
        if (deck.isEmpty()) {
            deck.addAll(Death.deck(random));
        }
        Death death = deck.remove();
        long begin = System.nanoTime();
        CrashRun.End end = run.live(death);
        System.out.printf(
                "%d: %s %s after %d ms, %s%n", killed, death, end, (System.nanoTime() - begin) / 1_000_000, run);
        if (end != CrashRun.End.STOPPED) {
            killed++;
        }
        if (death instanceof Death.AtMilestone fault) {
            if (end == CrashRun.End.KILLED_AT_FAULT_POINT) {
                reached.add(fault.point().phase());
            } else {
                deck.add(death); // was not passed this time
            }
        }
        ends.merge("%s %s".formatted(death.getClass().getSimpleName(), end), 1, Integer::sum);
    }

    private boolean enough(long begin) {
        if (!DURATION.isZero()) {
            return System.nanoTime() - begin > DURATION.toNanos();
        }
        return killed >= KILLS && (KILLS < DECK || allReached() || killed >= KILLS + DECK);
    }

    private boolean allReached() {
        return reached.size() == CheckpointPhase.values().length;
    }

    private static Map<String, ?> digestsWithoutCrash(Path directory, Map<String, Long> totals, Model model)
            throws Exception {
        Service.Settings settings = new Service.Settings(2, Duration.ofSeconds(1), false, 0);
        try (CrashRun run = new CrashRun(Files.createDirectory(directory), new Random(SEED))) {
            run.finish(settings, totals);
            StoreContents calm = run.contents();
            run.checkOutputs(model, calm);
            check(calm, model);
            return calm.digests();
        }
    }

    private static void check(StoreContents contents, Model model) {
        for (String state : contents.entities().keySet()) {
            assertThat(contents.entities().get(state)).as(state).isEqualTo(model.entities(state));
        }
        assertThat(contents.letters()).isEqualTo(model.letters());
        assertThat(contents.unfinished()).as("journal after a stop").isEmpty();
    }

    private static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }
}
