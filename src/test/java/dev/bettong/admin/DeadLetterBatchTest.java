package dev.bettong.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailureReason;
import dev.bettong.testing.NoDeadLetters;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterBatchTest {

    private final FixedRuntime runtime = new FixedRuntime();
    private final Letters letters = new Letters();
    private final BoundedWait answers = new BoundedWait(Duration.ofMinutes(1), Duration.ofMinutes(1));
    private final DeadLetterBatch batch =
            new DeadLetterBatch(runtime, answers, System::nanoTime, Duration.ofMinutes(5));

    @BeforeEach
    void wire() {
        runtime.letters(letters);
    }

    @AfterEach
    void close() {
        answers.close();
    }

    @Test
    void handlesLettersThatWereMadeBeforeTheSystemClockWasSetBack() {
        letters.add(Instant.parse("2099-01-01T00:00:00Z"));
        letters.add(Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(batch.discard("p")).isEqualTo(new DeadLetterBatch.Outcome(2, List.of(), true));
        assertThat(letters.byId).isEmpty();
    }

    @Test
    void leavesLettersAloneThatAreMadeMeanwhile() {
        letters.add(Instant.EPOCH);
        letters.add(Instant.EPOCH);
        letters.madeByEachDiscard = Instant.EPOCH;

        assertThat(batch.discard("p")).isEqualTo(new DeadLetterBatch.Outcome(2, List.of(), true));
        assertThat(letters.byId.keySet()).containsExactly(3L, 4L);
    }

    /** Letters in memory; a letter that is discarded may bring another one. */
    private static final class Letters extends NoDeadLetters {

        private final TreeMap<Long, DeadLetter> byId = new TreeMap<>();
        private long lastId;
        private @Nullable Instant madeByEachDiscard;

        void add(Instant time) {
            lastId++;
            byId.put(lastId, new DeadLetter(lastId, "p", "s", FailureReason.COMPUTE, 0, "cause", time, new byte[] {1}));
        }

        @Override
        public List<DeadLetter> page(@Nullable String pipeline, long afterId, int limit) {
            return byId.tailMap(afterId, false).values().stream().limit(limit).toList();
        }

        @Override
        public boolean discard(long id) {
            if (madeByEachDiscard != null) {
                add(madeByEachDiscard);
            }
            return byId.remove(id) != null;
        }

        @Override
        public long lastId() {
            return lastId;
        }
    }
}
