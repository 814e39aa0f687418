package dev.bettong.crash;

import dev.bettong.checkpoint.CheckpointPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** How the service dies next. */
sealed interface Death {

    /** At a fault point. */
    record AtMilestone(FaultPoint point) implements Death {

        When when() {
            return switch (point.phase()) {
                case RECOVERY_BEGUN, RECOVERY_REPLAYING, RECOVERY_REPLAYED -> When.WHILE_STARTING;
                case CHECKPOINT_CUT, CHECKPOINT_SAVING, CHECKPOINT_SAVED, CHECKPOINT_COMMITTED, CHECKPOINT_APPLIED ->
                    When.WHILE_RUNNING;
                case STOP_DRAINED, STOP_SAVED -> When.WHILE_STOPPING;
            };
        }
    }

    /** In which part of a life a fault point is passed. */
    enum When {
        WHILE_STARTING,
        WHILE_RUNNING,
        WHILE_STOPPING
    }

    /** Under load. */
    record UnderLoad(Duration after) implements Death {}

    /**
     * Before it is ready, so probably in its recovery.
     *
     * @param part of the time that a start takes
     */
    record WhileStarting(double part) implements Death {}

    /** After SIGTERM. */
    record WhileStopping(Duration after) implements Death {}

    /** Enough deaths of all kinds, in random order: every milestone is among them. */
    static List<Death> deck(Random random) {
        List<Death> deck = new ArrayList<>();
        Arrays.stream(CheckpointPhase.values())
                .map(phase -> new AtMilestone(new FaultPoint(phase, time(phase, random))))
                .forEach(deck::add);
        for (int i = 0; i < 8; i++) {
            deck.add(new UnderLoad(Duration.ofMillis(random.nextInt(20, 800))));
        }
        for (int i = 0; i < 4; i++) {
            deck.add(new WhileStarting(random.nextDouble(0.3, 1.1)));
        }
        for (int i = 0; i < 3; i++) {
            deck.add(new WhileStopping(Duration.ofMillis(random.nextInt(0, 100))));
        }
        Collections.shuffle(deck, random);
        return deck;
    }

    private static int time(CheckpointPhase phase, Random random) {
        return switch (phase) {
            case RECOVERY_BEGUN, RECOVERY_REPLAYED, STOP_DRAINED, STOP_SAVED -> 1;
            case RECOVERY_REPLAYING -> random.nextInt(1, 3);
            case CHECKPOINT_CUT -> random.nextInt(1, 10); // there may be nothing to save
            case CHECKPOINT_SAVING, CHECKPOINT_SAVED, CHECKPOINT_COMMITTED, CHECKPOINT_APPLIED -> random.nextInt(1, 5);
        };
    }
}
