package dev.bettong.checkpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the dead letters that each pipeline has dropped for lack of room, and logs that: the first time at once, then at
 * most every ten seconds for each pipeline. Thread-safe.
 */
public final class DroppedDeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DroppedDeadLetters.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<String, Count> counts = new HashMap<>(); // by pipeline

    public DroppedDeadLetters(Clock clock) {
        this.clock = clock;
    }

    private static final class Count {

        private long total;
        private long logged;
        private Instant quietUntil = Instant.MIN;
    }

    /**
     * Letters were dropped.
     *
     * @param bound the property of {@code bettong.dead-letters} that leaves no more room
     */
    public synchronized void add(String pipeline, long letters, String bound) {
        if (letters == 0) {
            return;
        }
        Count count = counts.computeIfAbsent(pipeline, name -> new Count());
        count.total += letters;
        Instant now = clock.instant();
        if (!now.isBefore(count.quietUntil)) {
            log.warn(
                    "Pipeline '{}' has dropped its {} oldest dead letters: there are more than"
                            + " 'bettong.dead-letters.{}' allows",
                    pipeline,
                    count.total - count.logged,
                    bound);
            count.logged = count.total;
            count.quietUntil = now.plus(LOG_INTERVAL);
        }
    }

    /** Letters that a pipeline has dropped. */
    public synchronized long of(String pipeline) {
        Count count = counts.get(pipeline);
        return count == null ? 0 : count.total;
    }

    /** Letters that all pipelines have dropped. */
    public synchronized long total() {
        return counts.values().stream().mapToLong(count -> count.total).sum();
    }
}
