package dev.bettong.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.runtime.PipelineGraph;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterViewTest {

    private static final PipelineGraph GRAPH = new PipelineGraph(
            "p",
            List.of(
                    new PipelineGraph.Node("1", PipelineGraph.Kind.COMPUTE_STATE, "count", "totals", null, null),
                    new PipelineGraph.Node("2", PipelineGraph.Kind.COMPUTE, "format", null, null, null)),
            List.of());

    @Test
    void saysThatTheWholeFrameRunsAgainAndWhatItRepeats() {
        DeadLetterView.Detail detail = DeadLetterView.Detail.of(letter(null), Optional.of(GRAPH));

        assertThat(detail.letter().from()).isEqualTo("frame");
        assertThat(detail.repeats()).containsExactly("count");
    }

    @Test
    void saysAtWhichStepAKeptEventEntersAndThatNothingIsRepeated() {
        FailedEvent event = new FailedEvent("format", new byte[] {1}, null);
        DeadLetterView.Detail detail = DeadLetterView.Detail.of(letter(event), Optional.of(GRAPH));

        assertThat(detail.letter().from()).isEqualTo("format");
        assertThat(detail.repeats()).isEmpty();
    }

    private static DeadLetter letter(@Nullable FailedEvent event) {
        return new DeadLetter(
                1, "p", "in", "format", FailureReason.COMPUTE, 0, "cause", Instant.EPOCH, new byte[] {1}, event);
    }
}
