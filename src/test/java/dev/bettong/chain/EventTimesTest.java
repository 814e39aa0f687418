package dev.bettong.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.time.Watermarks;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EventTimesTest {

    private static final int BEHIND_WINDOWS = 2;

    /** The results of windows are behind the time by their grace; no time less that is beyond all times. */
    @Test
    void timeStandsNowhereBehindWindowsBeforeTheFirstEvent() {
        State<Long> counts = State.named("counts", Long.class, () -> 0L);
        Pipeline pipeline = JoinRun.keyed("source", Duration.ZERO)
                .window(Window.tumbling(Duration.ofSeconds(1)).grace(Duration.ofSeconds(5)))
                .aggregate("count", counts, Aggregation.count())
                .partition(
                        (Aggregated<String, Long> counted) -> counted.window().key())
                .done();

        EventTimes times = Objects.requireNonNull(
                OperatorChain.compile(pipeline, 4, new LocalContext(1)).times());

        assertThat(times.stands(BEHIND_WINDOWS)).isEqualTo(Watermarks.NONE);
        assertThat(Watermarks.millis(times.handedTo(BEHIND_WINDOWS))).isEqualTo(Watermarks.NONE);
    }
}
