package dev.bettong.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Calls of one key that several workers have made, one after the other. */
class CallOrderTest {

    private record Nothing() implements CallContext.Origin {}

    private static PendingCall call(int lane, long number, long watermark) {
        return new PendingCall(
                new PendingCall.Id(lane, number),
                new PendingCall.Keyed("event " + number, "key", 0),
                null,
                new Nothing(),
                new PendingCall.Times(watermark, watermark));
    }

    /** A worker that has recovered with others may be behind in time what another one had made before. */
    @Test
    void outputsGoOnInTheOrderInWhichTheirCallsWereMadeWhateverTheWatermarks() {
        PendingCall first = call(0, 7, 2_000);
        PendingCall second = call(1, 8, 1_500);
        CallOrder order = new CallOrder(true, true, true);
        Stream.of(second, first)
                .sorted((left, right) -> left.id().compareTo(right.id()))
                .forEach(order::add);
        assertThat(order.watermark()).isEqualTo(1_500);

        order.done(second);
        assertThat(order.next()).isNull();
        order.done(first);
        assertThat(order.next()).isSameAs(first);
        order.gone(first);
        assertThat(order.next()).isSameAs(second);
        order.gone(second);
        assertThat(order.size()).isZero();
        assertThat(order.watermark()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void callsAreInTheOrderOfTheirNumbersAndThenOfTheirWorkers() {
        assertThat(Stream.of(new PendingCall.Id(0, 3), new PendingCall.Id(2, 1), new PendingCall.Id(1, 1))
                        .sorted())
                .containsExactly(new PendingCall.Id(1, 1), new PendingCall.Id(2, 1), new PendingCall.Id(0, 3));
    }
}
