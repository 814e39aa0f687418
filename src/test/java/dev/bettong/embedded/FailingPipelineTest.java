package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bettong.embedded.Traps.Place;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.runtime.PartitionStatus;
import dev.bettong.runtime.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policy {@code fail}: the first failure ends the pipeline, and no other. */
class FailingPipelineTest {

    private static final String SECRET = "sesame";

    /**
     * What makes a pipeline fail.
     *
     * @param bytes one character per byte; the connection ends behind them
     */
    record Cause(String name, String bytes, String step, String reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Cause> causes() {
        List<Cause> causes = new ArrayList<>();
        causes.add(new Cause("length above the limit", "\u007f\0\0\0" + SECRET, "gate", "frame-too-large"));
        causes.add(new Cause("negative length", "\u00ff\0\0\0" + SECRET, "gate", "malformed-frame"));
        causes.add(new Cause("cut in the header", "\0\0", "gate", "truncated-frame"));
        causes.add(new Cause("cut in the body", "\0\0\0\u0009" + SECRET, "gate", "truncated-frame"));
        causes.add(frame("unknown key", SECRET, "partition 1", "unknown-partition"));
        causes.add(frame("no key", Traps.NO_KEY + " " + SECRET, "partition 1", "partition"));
        for (Place place : Place.values()) {
            causes.add(frame(
                    "error in " + place, place.event(Blow.STACK_OVERFLOW_ERROR, SECRET), place.step, place.reason));
        }
        return causes;
    }

    private static Cause frame(String name, String event, String step, String reason) {
        return new Cause(name, new String(Attacker.frames(event), ISO_8859_1), step, reason);
    }

    @ParameterizedTest
    @MethodSource("causes")
    void endsWithItsReasonWhileAnotherPipelineGoesOn(Cause cause) throws Exception {
        try (Siege siege = new Siege(
                        RunningPipelines.with(2),
                        Traps.pipeline("strict").onFailure(FailurePolicy.FAIL),
                        Traps.pipeline("peaceful", "peaceful gate"));
                Attacker innocent = siege.attacker();
                Attacker attacker = siege.attacker()) {
            innocent.send(Attacker.frames("h ok"));
            siege.awaitOutputs("h ok #1");
            long before = siege.pipelines().status().sources().getFirst().bytes();

            attacker.send(cause.bytes.getBytes(ISO_8859_1));
            siege.pipelines()
                    .awaitStatus(
                            "read", status -> status.sources().getFirst().bytes() == before + cause.bytes.length());
            attacker.hangUp();

            siege.pipelines().awaitStatus("failed", status -> status.status() == Status.FAILED);
            assertThat(siege.pipelines().status().detail())
                    .startsWith("%s at '%s': ".formatted(cause.reason, cause.step))
                    .doesNotContain(SECRET);
            assertThat(siege.pipelines()
                            .inspection()
                            .partitions(siege.pipelines().status().name()))
                    .allSatisfy(each -> assertThat(each.health().status()).isEqualTo(PartitionStatus.STALLED));
            siege.assertFailures(cause.step, cause.reason, 1);
            innocent.awaitClosed();
            siege.pipelines()
                    .awaitStatus(
                            "its connections are closed",
                            status -> status.sources().getFirst().connections() == 0);
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connectAgain(siege));
            siege.assertUndisturbed();
            siege.awaitOutputs("h ok #1");
        }
    }

    private static void connectAgain(Siege siege) throws IOException {
        siege.attacker().hangUp();
    }
}
