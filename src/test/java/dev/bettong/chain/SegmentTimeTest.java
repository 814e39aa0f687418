package dev.bettong.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.time.Watermarks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far time has come in one segment, when workers recover one after the other. */
class SegmentTimeTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWorkerThatHasNotSpokenHoldsBackTimeWhereItWas(boolean first) {
        SegmentTime segment = new SegmentTime(2, first);

        segment.restore(100);
        segment.receive(0, 200);
        assertThat(segment.reached()).isEqualTo(100);
        segment.receive(1, Watermarks.idle(Watermarks.NONE));
        assertThat(segment.reached()).isEqualTo(200);
    }

    @Test
    void aWorkerThatHasRecoveredSoonerHasSpoken() {
        SegmentTime segment = new SegmentTime(2, true);

        segment.receive(1, Watermarks.idle(Watermarks.NONE));
        segment.restore(100);
        segment.receive(0, 200);

        assertThat(segment.reached()).isEqualTo(200);
    }
}
