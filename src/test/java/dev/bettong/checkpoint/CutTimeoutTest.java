package dev.bettong.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CutTimeoutTest {

    private final CutTimeout timeout = new CutTimeout(Duration.ofSeconds(10), "worker %d"::formatted);

    @Test
    void doublesWithEachCheckpointThatIsAbandonedUpToSixTimes() {
        for (int doublings = 0; doublings < 9; doublings++) {
            assertThat(timeout.current()).isEqualTo(Duration.ofSeconds(10L << Math.min(6, doublings)));
            timeout.expired(timeout.current(), List.of(0));
        }
    }

    @Test
    void startsOverWhenAllWorkersHaveAnswered() {
        timeout.expired(timeout.current(), List.of(0));

        timeout.reset();

        assertThat(timeout.current()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void namesTheWorkersThatHaveNotAnswered() {
        assertThat(timeout.expired(Duration.ofSeconds(10), List.of(1, 3)))
                .hasMessage("No checkpoint was taken: no answer within 10000 ms from worker 1, worker 3");
    }
}
