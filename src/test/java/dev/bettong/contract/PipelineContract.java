package dev.bettong.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bettong.pipeline.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors, for a runtime that a subclass starts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PipelineContract {

    /** No event of a vector is ahead of it by more than a source allows, unless that is its subject. */
    private static final Instant AFTER_ALL_EVENTS = Instant.parse("2027-01-01T00:00:00Z");

    /**
     * Starts a runtime with a pipeline, which reads lines of "said" and sends lines to "out".
     *
     * @param begin what time it is
     */
    protected abstract ContractRun start(Pipeline pipeline, Instant begin);

    /** Those that the runtime can run. */
    protected abstract List<Vector> vectors();

    /** Whether the process dies before each action, and has taken a checkpoint before every second one. */
    protected boolean crashing() {
        return false;
    }

    /** Whether what comes out has the same order each time. */
    protected boolean ordered() {
        return true;
    }

    /** Something follows each action. */
    protected void afterAction(ContractRun run) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void holds(Vector vector) {
        VectorPipeline pipeline = new VectorPipeline(vector.pipeline());
        Instant begin = pipeline.arrival() ? Instant.EPOCH : AFTER_ALL_EVENTS;
        if (vector.refusal() != null) {
            assertThatThrownBy(() -> start(pipeline.pipeline(), begin).close()).hasMessageContaining(vector.refusal());
            return;
        }
        List<List<String>> expected = crashing() ? vector.withCrashes() : vector.expected();
        List<List<String>> outputs = new ArrayList<>();
        List<String> failures;
        try (ContractRun run = start(pipeline.pipeline(), begin)) {
            int number = 0;
            for (List<Action> phase : vector.phases()) {
                for (Action action : phase) {
                    if (crashing() && !action.durable()) {
                        crash(run, number++);
                    }
                    act(run, pipeline, action);
                    afterAction(run);
                }
                outputs.add(inOrder(run.outputs()));
            }
            failures = run.failures();
        }
        assertThat(outputs)
                .isEqualTo(expected.stream()
                        .map(phase -> inOrder(Vector.outputsOf(phase)))
                        .toList());
        assertThat(failures).containsExactlyInAnyOrderElementsOf(Vector.failuresOf(expected));
    }

    private List<String> inOrder(List<String> outputs) {
        return ordered() ? outputs : outputs.stream().sorted().toList();
    }

    private static void crash(ContractRun run, int number) {
        if (number % 2 == 1) {
            run.checkpoint();
        }
        run.crash(Duration.ZERO);
    }

    private static void act(ContractRun run, VectorPipeline pipeline, Action action) {
        switch (action) {
            case Action.Send send -> run.send(send.connection(), send.event());
            case Action.Open open -> run.open(open.connection());
            case Action.Close close -> run.closeConnection(close.connection());
            case Action.Pass pass -> run.pass(pass.time());
            case Action.SetClock set -> run.setClock(set.by());
            case Action.Answer answer -> {
                pipeline.answer(answer.event());
                run.answered();
            }
            case Action.Save save -> run.checkpoint();
            case Action.Crash crash -> run.crash(crash.down());
            case Action.Restart restart -> run.restart(restart.down());
        }
    }
}
