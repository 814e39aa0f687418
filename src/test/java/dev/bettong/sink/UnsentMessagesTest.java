package dev.bettong.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class UnsentMessagesTest {

    @Test
    void givesThePartOfAChunkAsIfItWereAll() {
        UnsentMessages unsent = new UnsentMessages(new byte[] {1, 2, 3, 4, 5, 6}, 1, new int[] {1, 3, 4, 6}, 1, 3);

        assertThat(unsent.bytes()).containsExactly(2, 3, 4);
        assertThat(unsent.ends()).containsExactly(2, 3);
        assertThat(unsent.count()).isEqualTo(2);
    }

    @Test
    void refusesBytesThatAreNotOfItsMessages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UnsentMessages(new byte[3], new int[] {2}))
                .withMessageContaining("3 bytes end at 2");
        assertThatIllegalArgumentException().isThrownBy(() -> new UnsentMessages(new byte[1], new int[0]));
    }
}
