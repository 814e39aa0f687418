package dev.bettong.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SavedOutputTest {

    private static final byte[] A = "a".getBytes(UTF_8);

    @Test
    void keepsNumbersAndWhatIsBehindThem() {
        SavedOutput saved = SavedOutput.of(SavedOutput.bytes(70, A));
        assertThat(saved.number()).isEqualTo(70);
        assertThat(saved.payload()).isEqualTo(A);
        assertThat(SavedOutput.of(SavedOutput.next(71)).payload()).isNull();
    }

    @Test
    void givesASinkThatIsNotNumberedAnyMoreOnlyTheOutputs() {
        assertThat(SavedOutput.payloads(List.of(SavedOutput.next(71), SavedOutput.bytes(70, A))))
                .containsExactly(A);
    }

    @Test
    void leavesOutputsWithoutNumbersAsTheyAre() {
        List<byte[]> outputs = List.of(A, SavedOutput.bytes(70, A));
        assertThat(SavedOutput.areNumbered(outputs)).isFalse();
        assertThat(SavedOutput.payloads(outputs)).isSameAs(outputs);
    }
}
