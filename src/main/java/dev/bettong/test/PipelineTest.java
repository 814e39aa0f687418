package dev.bettong.test;

import dev.bettong.check.CheckedGraph;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.DeadLetter;
import dev.bettong.runtime.PipelineStatus;
import dev.bettong.runtime.Status;
import dev.bettong.stepping.SteppedRuntime;
import dev.bettong.stepping.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines within a test: on its thread, with sources and sinks in memory, and with a clock that stands still until the
 * test moves it. Everything between is the engine that runs in production. For one thread.
 *
 * <pre>{@code
 * try (var test = PipelineTest.of(splitAndCount).workers(2).durable()) {
 *     test.source("lines").send("the people", "the last");
 *     test.sink("counts").sendsInAnyOrder("the => 1", "people => 1", "the => 2", "last => 1");
 *     test.checkpoint().crash();
 *     test.source("lines").send("the end");
 *     test.sink("counts").sendsInAnyOrder("the => 3", "end => 1");
 * }
 * }</pre>
 *
 * Closing it fails the test if there was an output or a failure that the test did not expect.
 */
public final class PipelineTest implements AutoCloseable {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Pipeline> pipelines;
    private final Map<String, SentMessages> sinks = new HashMap<>();
    private final Letters letters = new Letters();
    private int workers = 1;
    private long seed;
    private boolean durable;
    private boolean closed;
    private @Nullable TestDirectory directory; // with the data of all runs; made by the first
    private Instant begin = BEGIN;
    private @Nullable SteppedRuntime running;
    private Consumer<PipelineTest> beforeAction = test -> {};

    private PipelineTest(List<Pipeline> pipelines) {
        this.pipelines = pipelines;
    }

    /** Pipelines of one application, on one worker, without a data directory. */
    public static PipelineTest of(Pipeline... pipelines) {
        return new PipelineTest(List.of(pipelines));
    }

    /** On so many workers; connections are read on them in turn. */
    public PipelineTest workers(int count) {
        requireNotRunning();
        workers = count;
        return this;
    }

    /** With a data directory, so that there are checkpoints and crashes. */
    public PipelineTest durable() {
        requireNotRunning();
        durable = true;
        return this;
    }

    /** Chooses in which order workers have their turns. */
    public PipelineTest seed(long interleaving) {
        requireNotRunning();
        seed = interleaving;
        return this;
    }

    /** What time it is when the test begins; 2026-01-01T00:00Z otherwise. */
    public PipelineTest startingAt(Instant time) {
        requireNotRunning();
        begin = time;
        return this;
    }

    private void requireNotRunning() {
        if (running != null) {
            throw new IllegalStateException("say this before the first thing that happens");
        }
    }

    /** Has something happen before each action of the test. */
    PipelineTest beforeAction(Consumer<PipelineTest> hook) {
        beforeAction = hook;
        return this;
    }

    private SteppedRuntime running() {
        SteppedRuntime present = running;
        if (closed) {
            throw new IllegalStateException("the test is closed");
        }
        if (present == null) {
            present = start();
            running = present;
        }
        return present;
    }

    private SteppedRuntime start() {
        if (durable && directory == null) {
            directory = new TestDirectory();
        }
        CheckedGraph graph = TestApplication.of(pipelines, workers, directory == null ? null : directory.present());
        SteppedRuntime started = new SteppedRuntime(
                pipelines,
                graph.eventTypes(),
                graph.settings(),
                begin,
                new Random(seed),
                Surroundings.of((sink, message) -> messages(sink).sent(message)));
        try {
            started.start();
        } catch (RuntimeException failed) {
            started.close();
            throw failed;
        }
        return started;
    }

    private SentMessages messages(String sink) {
        return sinks.computeIfAbsent(sink, SentMessages::new);
    }

    /** A source, on a connection of its own. */
    public Feed source(String name) {
        return new Feed(this, name, "");
    }

    void act(Consumer<SteppedRuntime> action) {
        beforeAction.accept(this);
        SteppedRuntime runtime = running();
        action.accept(runtime);
        runtime.settle();
    }

    /** What has come out at a sink. */
    public Outputs sink(String name) {
        boolean known = pipelines.stream()
                .flatMap(pipeline -> pipeline.sinks().stream())
                .anyMatch(sink -> sink.name().equals(name));
        if (!known) {
            throw new IllegalArgumentException("no pipeline has a sink '%s'".formatted(name));
        }
        return new Outputs(messages(name));
    }

    /** Lets time pass: what is due in it happens at its time. */
    public PipelineTest pass(Duration time) {
        act(runtime -> runtime.pass(time));
        return this;
    }

    /** Has someone set the clock of the machine by so much, forward or back. */
    void setClock(Duration by) {
        act(runtime -> runtime.setClock(by));
    }

    /** What time it is, by the clock of the test. */
    public Instant now() {
        return running().now();
    }

    /** Runs what other threads of the test have handed over meanwhile, such as the answers of calls. */
    public PipelineTest settle() {
        act(runtime -> {});
        return this;
    }

    /**
     * How far the event time of the first pipeline has come; {@code null} if nowhere yet, or if its events bring no time with
     * them.
     */
    public @Nullable Instant watermark() {
        PipelineStatus.Time time = running().runtime().pipelines().getFirst().time();
        return time == null ? null : time.watermark();
    }

    /** The entity of a key, not to be changed; a new one if there is none. */
    public <S> S state(State<S> state, Object key) {
        boolean known =
                pipelines.stream().anyMatch(pipeline -> pipeline.states().contains(state));
        if (!known) {
            throw new IllegalArgumentException("no pipeline has the state '%s'".formatted(state.name()));
        }
        S entity = running().entity(state, key);
        return entity == null ? state.initial().get() : entity;
    }

    /** Takes a checkpoint. */
    public PipelineTest checkpoint() {
        act(this::checkpoint);
        return this;
    }

    /** Takes a checkpoint that is no action of the test. */
    void checkpointBeforeCrash() {
        checkpoint(running());
    }

    private void checkpoint(SteppedRuntime runtime) {
        requireDurable();
        sinks.values().forEach(SentMessages::saving);
        runtime.await(runtime.runtime().checkpoints().orElseThrow().take());
        sinks.values().forEach(SentMessages::saved);
    }

    /**
     * Kills the process, and starts it again: it has what it had at the last checkpoint, and replays what it has accepted since.
     * Outputs since then come once more, and are left out.
     */
    public PipelineTest crash() {
        return crash(Duration.ZERO);
    }

    /** The same, and nothing runs for so long: what becomes due meanwhile happens at the start. */
    public PipelineTest crash(Duration down) {
        SteppedRuntime runtime = running();
        TestDirectory data = requireDurable();
        requireNoneFailed(runtime);
        Path left = runtime.await(runtime.runtime().checkpoints().orElseThrow().backup())
                .directory();
        data.keep(left);
        sinks.values().forEach(SentMessages::mute);
        runtime.close();
        data.next();
        sinks.values().forEach(SentMessages::crashed);
        startAgain(runtime.now().plus(down));
        boolean later = pipelines.stream()
                .flatMap(pipeline -> pipeline.steps().stream())
                .anyMatch(step ->
                        step.timed() || step instanceof Step.Calling); // some comes when time passes, or an answer
        if (!later) {
            sinks.values().forEach(SentMessages::recovered);
        }
        return this;
    }

    /** Stops the process as a deployment does, with a last checkpoint, and starts it again after so long. */
    public PipelineTest restart(Duration down) {
        SteppedRuntime runtime = running();
        requireDurable();
        requireNoneFailed(runtime);
        runtime.close();
        sinks.values().forEach(SentMessages::saving);
        sinks.values().forEach(SentMessages::saved);
        startAgain(runtime.now().plus(down));
        return this;
    }

    private TestDirectory requireDurable() {
        TestDirectory data = directory;
        if (data == null) {
            throw new IllegalStateException(
                    "say durable(): without a data directory there are no checkpoints, and no crashes");
        }
        return data;
    }

    private void startAgain(Instant time) {
        begin = time;
        running = null;
        running().settle();
    }

    /**
     * An event has failed, or a frame, and is a dead letter now. With a data directory, this takes a checkpoint.
     *
     * @param step the step, source or sink
     * @param reason such as {@code compute}
     * @throws AssertionError if there is no such letter, beside those that were expected before
     */
    public PipelineTest fails(String step, String reason) {
        letters.expect(withLettersSaved(), step, reason);
        return this;
    }

    /** What has failed so far, and was not expected; from now on it is. */
    List<DeadLetter> letters() {
        return letters.take(withLettersSaved());
    }

    private SteppedRuntime withLettersSaved() {
        SteppedRuntime runtime = running();
        if (directory != null) {
            checkpoint(runtime);
        }
        return runtime;
    }

    /**
     * Ends the test.
     *
     * @throws AssertionError if an output, a failure or the end of a pipeline was not expected
     */
    @Override
    @SuppressWarnings("try") // the directory is only to be deleted
    public void close() {
        try (TestDirectory data = directory;
                SteppedRuntime last = running) {
            if (last != null) {
                check(last);
            }
        } finally {
            closed = true;
            running = null;
            directory = null;
        }
    }

    private static void requireNoneFailed(SteppedRuntime runtime) {
        for (PipelineStatus status : runtime.runtime().pipelines()) {
            if (status.status() == Status.FAILED) {
                throw new AssertionError("pipeline '%s' has failed: %s".formatted(status.name(), status.detail()));
            }
        }
    }

    private void check(SteppedRuntime runtime) {
        requireNoneFailed(runtime);
        sinks.values().forEach(messages -> messages.expect(List.of(), false));
        letters.requireNoOthers(withLettersSaved());
    }

    /**
     * Runs a scenario with 1, 2 and 8 workers, and each time without a crash, and with one before each of its actions and behind
     * the last; with 2 workers also with a checkpoint right before the crash. Each must go as the scenario expects.
     *
     * @throws AssertionError if one does not, with how it was run
     */
    public static void everywhere(Consumer<PipelineTest> scenario, Pipeline... pipelines) {
        Everywhere.run(scenario, pipelines);
    }
}
