package dev.bettong.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.store.EntitySlice;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SliceQueueTest {

    private final SliceQueue queue = new SliceQueue();
    private final EntityEncoder.Receiver first = queue.from(0);
    private final EntityEncoder.Receiver second = queue.from(1);

    @Test
    void hasNoRoomForAnyWorkerWhileSixteenSlicesWaitToBeWritten() throws Exception {
        for (int slice = 0; slice < 16; slice++) {
            assertThat(second.hasRoom()).isTrue();
            first.slice(new EntitySlice());
        }
        assertThat(first.hasRoom()).isFalse();
        assertThat(second.hasRoom()).isFalse();

        queue.poll(Duration.ZERO);

        assertThat(second.hasRoom()).isTrue();
    }

    @Test
    void handsOverWhatWorkersSendInItsOrder() throws Exception {
        EntitySlice slice = new EntitySlice();
        IllegalStateException failure = new IllegalStateException("unstorable");

        first.slice(slice);
        first.done();
        second.failed(failure);

        assertThat(queue.poll(Duration.ZERO)).isEqualTo(new SliceQueue.Part.Slice(slice));
        assertThat(queue.poll(Duration.ZERO)).isEqualTo(new SliceQueue.Part.Done(0));
        assertThat(queue.poll(Duration.ZERO)).isEqualTo(new SliceQueue.Part.Failed(1, failure));
    }

    @Test
    void hasNothingWhenNoWorkerSendsInTime() throws Exception {
        first.done();
        queue.poll(Duration.ZERO);

        assertThat(queue.poll(Duration.ofNanos(1))).isNull();
    }
}
