package dev.bettong.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox();

    private void add(long first, String... outputs) {
        outbox.add(
                first,
                Arrays.stream(outputs).map(output -> output.getBytes(UTF_8)).toList());
    }

    private String take() throws InterruptedException {
        Outbox.Batch batch = Objects.requireNonNull(outbox.take());
        List<String> outputs = batch.outputs().stream()
                .map(output -> new String(output, UTF_8))
                .toList();
        return batch.first() + " " + String.join(" ", outputs);
    }

    @Test
    void givesOutputsOfSeveralWorkersInTheOrderOfTheirNumbers() throws InterruptedException {
        assertThat(outbox.number(2)).isZero();
        assertThat(outbox.number(1)).isEqualTo(2);
        assertThat(outbox.number(1)).isEqualTo(3);
        add(3, "d");
        add(2, "c");
        add(0, "a", "b");
        assertThat(take()).isEqualTo("0 a b c d");
    }

    @Test
    void givesABatchAgainUntilItIsWritten() throws InterruptedException {
        outbox.number(3);
        add(0, "a", "b", "c");
        assertThat(take()).isEqualTo("0 a b c");
        assertThat(take()).isEqualTo("0 a b c");
        outbox.written(1);
        assertThat(take()).isEqualTo("2 c");
    }

    @Test
    void aBatchIsOfAtMostAThousandOutputs() throws InterruptedException {
        String[] many = new String[1_500];
        Arrays.fill(many, "x");
        outbox.number(many.length);
        add(0, many);
        assertThat(Objects.requireNonNull(outbox.take()).last()).isEqualTo(999);
        outbox.written(999);
        assertThat(Objects.requireNonNull(outbox.take()).last()).isEqualTo(1_499);
    }

    @Test
    void goesOnBehindWhatTheSinkHasOfAnEarlierRun() throws InterruptedException {
        outbox.restore(13);
        add(10, "a", "b", "c");
        assertThat(outbox.confirm(10)).isEqualTo(10);
        assertThat(take()).isEqualTo("11 b c");
        assertThat(outbox.number(1)).isEqualTo(13);
    }

    @Test
    void aSinkThatHasAllThatAnEarlierRunHasMadeFits() {
        outbox.restore(13);
        assertThat(outbox.confirm(12)).isEqualTo(12);
    }

    @Test
    void aSinkThatIsAheadOfTheDataDirectoryDoesNotFit() {
        outbox.restore(13);
        assertThatThrownBy(() -> outbox.confirm(13)).hasMessageContaining("has given it none behind number 12");
    }

    /** Not even when this run has made as many outputs itself. */
    @Test
    void aSinkOfAnotherDataDirectoryNeverFits() {
        assertThatThrownBy(() -> outbox.confirm(2)).hasMessageContaining("has given it none behind number -1");
        outbox.number(3);
        add(0, "a", "b", "c");
        assertThatThrownBy(() -> outbox.confirm(2)).hasMessageContaining("has given it none behind number -1");
    }

    @Test
    void aSinkThatHasLostWhatItHadDoesNotFit() {
        outbox.restore(13);
        add(11, "b", "c");
        assertThatThrownBy(() -> outbox.confirm(9)).hasMessageContaining("the next one that is left is 11");
    }

    @Test
    void anAttemptThatFailedMayHaveSucceeded() throws InterruptedException {
        outbox.number(3);
        outbox.confirm(-1);
        add(0, "a", "b");
        take();
        assertThat(outbox.confirm(1)).isEqualTo(1);
        add(2, "c");
        assertThatThrownBy(() -> outbox.confirm(2)).hasMessageContaining("has given it none behind number 1");
        assertThat(take()).isEqualTo("2 c");
        assertThat(outbox.confirm(1)).isEqualTo(1);
        assertThatThrownBy(() -> outbox.confirm(0)).hasMessageContaining("the next one that is left is 2");
    }

    @Test
    void givesNothingOnceItIsClosed() throws InterruptedException {
        outbox.number(1);
        add(0, "a");
        outbox.close();
        assertThat(outbox.take()).isNull();
    }
}
