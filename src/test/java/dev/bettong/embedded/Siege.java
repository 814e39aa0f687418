package dev.bettong.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pipelines of {@link Traps} on two workers, with a well-behaved connection to one of them on each worker: whatever is done
 * to others, it must get an answer to each of its events. For one thread.
 */
final class Siege implements AutoCloseable {

    private static final int ROUND = 20;

    private final LineServer sink;
    private final RunningPipelines pipelines;
    private final String peaceful;
    private final List<Attacker> bystanders = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private int sent;

    /** Runs pipelines; the well-behaved connections are those of the last one. */
    Siege(RunningPipelines.Settings settings, Pipeline... traps) throws IOException {
        sink = LineServer.start();
        pipelines = settings.run(sink.port(), traps);
        peaceful = traps[traps.length - 1].name();
        for (Pipeline pipeline : traps) {
            await(pipeline.name() + " runs")
                    .atMost(RunningPipelines.DEADLINE)
                    .until(() -> pipelines.status(pipeline.name()).status() == Status.RUNNING);
        }
        for (int i = 0; i < 2; i++) { // a server deals connections out to its event loops in turn
            bystanders.add(Attacker.connect(pipelines.port(peaceful)));
        }
        assertUndisturbed();
    }

    RunningPipelines pipelines() {
        return pipelines;
    }

    /** A connection to the first pipeline. */
    Attacker attacker() throws IOException {
        return Attacker.connect(pipelines.port());
    }

    int bystanders() {
        return bystanders.size();
    }

    /** Sends on every well-behaved connection, and checks all answers since the beginning. */
    void assertUndisturbed() throws IOException {
        for (int i = 0; i < ROUND; i++) {
            sent++;
            for (int b = 0; b < bystanders.size(); b++) {
                String event = Traps.KEYS.get(b) + " ok " + sent;
                bystanders.get(b).send(Attacker.frames(event));
                answers.add(event + " #" + sent);
            }
        }
        await("all answers")
                .atMost(RunningPipelines.DEADLINE)
                .until(() -> bystandersOutputs().size() >= answers.size());
        assertThat(bystandersOutputs()).containsExactlyInAnyOrderElementsOf(answers);
        assertThat(pipelines.status(peaceful).status()).isEqualTo(Status.RUNNING);
    }

    private List<String> bystandersOutputs() {
        return sink.lines().stream().filter(line -> !line.startsWith("h ")).toList();
    }

    /** What came of events whose key is {@code h}. */
    List<String> outputs() {
        return sink.lines().stream().filter(line -> line.startsWith("h ")).toList();
    }

    void awaitOutputs(String... expected) {
        await("outputs").atMost(RunningPipelines.DEADLINE).until(() -> outputs().size() >= expected.length);
        assertThat(outputs()).containsExactly(expected);
    }

    /** Waits for so many failures of the first pipeline, and checks that status and meter count just these. */
    void assertFailures(String step, String reason, long count) {
        pipelines.awaitFailures(reason, count);
        assertThat(pipelines.status().failures()).isEqualTo(Map.of(reason, count));
        assertThat(metered(step, reason)).isEqualTo((double) count);
    }

    private double metered(String step, String reason) {
        return pipelines
                .registry()
                .get("bettong.failures")
                .tags("pipeline", pipelines.status().name(), "step", step, "reason", reason)
                .functionCounter()
                .count();
    }

    @Override
    public void close() throws IOException {
        for (Attacker bystander : bystanders) {
            bystander.close();
        }
        pipelines.close();
        sink.close();
    }
}
