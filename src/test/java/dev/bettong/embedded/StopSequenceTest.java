package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@Isolated("reads the log")
@ExtendWith(OutputCaptureExtension.class)
class StopSequenceTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final StopSequence sequence = new StopSequence();
    private final List<String> taken = new ArrayList<>();

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void takesEveryStepWhateverThoseBeforeItHaveThrown(CapturedOutput log) {
        sequence.step(() -> fail("first"));
        sequence.await("what cannot begin", () -> fail("second"), System.nanoTime() + HOUR);
        sequence.await("what cannot be asked", this::failing, System.nanoTime() + HOUR);
        sequence.step(() -> taken.add("last"));
        sequence.end();

        assertThat(taken).containsExactly("last");
        assertThat(log.getOut()).contains("3 steps of the stop have failed", "first", "second", "third");
    }

    private static CompletableFuture<Void> fail(String message) {
        throw new IllegalStateException(message);
    }

    private boolean failing() {
        throw new IllegalStateException("third");
    }

    @Test
    void runsToItsEndWhenItIsInterrupted() {
        Thread.currentThread().interrupt();
        sequence.await("what never ends", () -> false, System.nanoTime() + 50_000_000);
        sequence.step(() -> taken.add("last"));
        sequence.end();

        assertThat(taken).containsExactly("last");
        assertThat(Thread.interrupted()).isTrue();
    }
}
