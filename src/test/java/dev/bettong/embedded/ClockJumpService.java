package dev.bettong.embedded;

import dev.bettong.checkpoint.DeadLetterBounds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A process that runs {@link Tallies#pipeline} durably, with entities and dead letters that are kept for a day. It makes a
 * backup, prints its port, and then, at each new date of its system clock, takes a checkpoint and prints the date with the
 * number of dead letters.
 */
final class ClockJumpService {

    static final Duration KEPT = Duration.ofDays(1);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private ClockJumpService() {}

    /** Arguments: data directory, port of the sink. */
    public static void main(String[] arguments) throws InterruptedException {
        RunningPipelines running = RunningPipelines.with(2)
                .durableIn(Path.of(arguments[0]))
                .letters(new DeadLetterBounds(100, KEPT, 8 << 20))
                .run(Integer.parseInt(arguments[1]), Tallies.pipeline("p", Tallies.STATE.expireAfter(KEPT)));
        running.awaitStatus(
                "the source is open",
                status -> status.sources().getFirst().address().matches(".*:[1-9].*"));
        running.backup();
        System.out.println("port " + running.port() + ".");
        LocalDate printed = LocalDate.MIN;
        while (true) {
            LocalDate date = LocalDate.now(ZoneOffset.UTC);
            if (!date.equals(printed)) {
                running.checkpoint();
                System.out.println("date %s, letters %d."
                        .formatted(date, running.deadLetters().count()));
                printed = date;
            }
            synchronized (running) {
                running.wait(LOOK_INTERVAL.toMillis());
            }
        }
    }
}
