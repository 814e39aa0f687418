package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.calls.CallContext;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.FailedEvent;
import dev.bettong.runtime.FailureReason;
import dev.bettong.state.StateAccess;
import dev.bettong.state.StateLimits;
import dev.bettong.state.StepStates;
import dev.bettong.state.Timers;
import dev.bettong.state.WorkerEntities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The ports of a chain on worker 0, which keep what goes out of them. */
final class LocalContext implements OperatorContext {

    /** An event that was sent to another worker. */
    record Sent(int segment, int worker, Object event, Object key, int partition) {}

    /** What was kept as a dead letter. */
    record Letter(String place, FailureReason reason, int partition, String cause) {}

    final List<FailedEvent> events = new ArrayList<>(); // of the letters that keep one

    private final int workers;
    private final WorkerEntities entities = new WorkerEntities(StateLimits.NONE);
    final List<Sent> sent = new ArrayList<>();
    final List<Letter> letters = new ArrayList<>();
    private final Map<String, List<byte[]>> written = new HashMap<>();
    final Map<String, List<Long>> durations = new HashMap<>();

    LocalContext(int workers) {
        this.workers = workers;
    }

    /** The messages for a sink, as text. */
    List<String> texts(String sink) {
        return written.getOrDefault(sink, List.of()).stream()
                .map(bytes -> new String(bytes, UTF_8))
                .toList();
    }

    private final EventClock clock = new EventClock();

    final LocalCalls calls = new LocalCalls(); // of all steps

    @Override
    public CallContext calls(Step.Calling step) {
        return calls;
    }

    @Override
    public EventClock clock() {
        return clock;
    }

    @Override
    public int worker() {
        return 0;
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public void beginFiring() {}

    @Override
    public void endFiring() {}

    @Override
    public int owner(int partition) {
        return partition % workers;
    }

    @Override
    public StateAccess state(State<?> state, Partitioning partitioning) {
        return entities.of(state, partitioning);
    }

    /** What follows was read at a time. */
    void readAt(long millis) {
        entities.readAt(millis);
    }

    /** What memory knows of a key, or {@code null}. */
    WorkerEntities.@Nullable InMemory inMemory(String state, Object key) {
        return entities.look(state, List.of(key));
    }

    @Override
    public Timers timers(Step step, Partitioning partitioning) {
        return entities.timers(
                StepStates.timers("local", step), Objects.requireNonNull(StepStates.of(step)), partitioning);
    }

    @Override
    public void send(int segment, int worker, Object event, Object key, int partition) {
        sent.add(new Sent(segment, worker, event, key, partition));
    }

    @Override
    public Outlet outlet(Sink<?> sink) {
        List<byte[]> messages = written.computeIfAbsent(sink.name(), name -> new ArrayList<>());
        return messages::add;
    }

    @Override
    public void failed(String place, FailureReason reason) {}

    @Override
    public void deadLetter(
            String place, FailureReason reason, int partition, String cause, @Nullable FailedEvent event) {
        letters.add(new Letter(place, reason, partition, cause));
        if (event != null) {
            events.add(event);
        }
    }

    @Override
    public void deadLetterWithoutFrame(String place, FailureReason reason, int partition, String cause) {
        letters.add(new Letter(place, reason, partition, cause));
    }

    @Override
    public LongConsumer durations(String step) {
        return durations.computeIfAbsent(step, name -> new ArrayList<>())::add;
    }
}
