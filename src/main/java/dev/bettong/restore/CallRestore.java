package dev.bettong.restore;

import dev.bettong.calls.PendingCall;
import dev.bettong.calls.StepCalls;
import dev.bettong.chain.EntryPoints;
import dev.bettong.chain.EventTimes;
import dev.bettong.codec.StateCodecs;
import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.RuntimeStartException;
import dev.bettong.state.InternalState;
import dev.bettong.state.SavedCall;
import dev.bettong.state.SavedKey;
import dev.bettong.state.StepStates;
import dev.bettong.store.Store;
import dev.bettong.worker.Origin;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskPlan;
import dev.bettong.worker.Worker;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Saves the calls of a pipeline that are under way with each checkpoint, and has the workers of another run make them again. */
final class CallRestore {

    private static final String SEPARATOR = "-"; // in the keys of saved calls

    private final String pipeline;
    private final List<Step.Calling> steps;
    private final List<String> sources;
    private final int partitions;
    private final EntryPoints entryPoints;
    private final PipelineRestore.Clocks clocks;
    private final boolean timed; // by what the events bring with them
    private final List<Worker> workers;
    private final List<Task> tasks; // by worker
    private final List<Map<String, InternalState<String, SavedCall>>> entities =
            new ArrayList<>(); // by worker and step; none if none are saved

    /** @param clocks an event is handled when its answer has come, in this run at the earliest */
    CallRestore(TaskPlan plan, List<Worker> workers, List<Task> tasks, PipelineRestore.Clocks clocks) {
        Pipeline pipeline = plan.pipeline();
        this.pipeline = pipeline.name();
        this.steps = pipeline.steps().stream()
                .filter(Step.Calling.class::isInstance)
                .map(Step.Calling.class::cast)
                .toList();
        this.sources = pipeline.sources().stream().map(Source::name).toList();
        this.partitions = plan.partitions();
        this.entryPoints = plan.entryPoints();
        this.workers = workers;
        this.tasks = tasks;
        this.clocks = clocks;
        this.timed = EventTimes.in(pipeline);
        for (Worker worker : workers) {
            Map<String, InternalState<String, SavedCall>> ofSteps = new HashMap<>();
            for (Step.Calling step : steps) {
                InternalState<String, SavedCall> saved =
                        worker.entities().internal(StepStates.calls(this.pipeline, step));
                if (saved != null) {
                    ofSteps.put(step.name(), saved);
                }
            }
            entities.add(ofSteps);
        }
    }

    /** Event loop of a worker: the checkpoint that is cut now saves its calls. */
    void save(Worker worker) {
        for (StepCalls calls : tasks.get(worker.index()).chain().pending()) {
            InternalState<String, SavedCall> saved =
                    Objects.requireNonNull(entities.get(worker.index()).get(calls.step()));
            calls.cut(call -> saved.save(text(call.id()), saved(call)), id -> saved.delete(text(id)));
        }
    }

    private static String text(PendingCall.Id id) {
        return id.lane() + SEPARATOR + id.number();
    }

    private static PendingCall.Id id(String text) {
        int separator = text.indexOf(SEPARATOR);
        return new PendingCall.Id(
                Integer.parseInt(text.substring(0, separator)),
                Long.parseLong(text.substring(separator + SEPARATOR.length())));
    }

    private SavedCall saved(PendingCall call) {
        PendingCall.Stored stored = Objects.requireNonNull(call.stored());
        SavedKey key = Objects.requireNonNullElse(stored.key(), SavedKey.NONE);
        Origin origin = (Origin) call.origin();
        return new SavedCall(
                stored.event(),
                key.encoded(),
                key.type(),
                key.bytes(),
                call.times().event(),
                call.times().watermark(),
                origin.source() == Origin.OF_TIMER ? "" : sources.get(origin.source()),
                origin.frame(),
                origin.readAtMillis());
    }

    /**
     * Store thread: gives the workers the calls that were under way at the last checkpoint, before anything that they are given
     * later. They are made with {@link #begin}.
     *
     * @throws RuntimeStartException if one cannot be read
     */
    void restore(Store store) {
        for (Step.Calling step : steps) {
            restore(store, step);
        }
    }

    private void restore(Store store, Step.Calling step) {
        State<SavedCall> state = StepStates.calls(pipeline, step);
        StateCodec<Object> codec = StateCodecs.of(state);
        List<List<PendingCall>> byWorker = new ArrayList<>();
        workers.forEach(worker -> byWorker.add(new ArrayList<>()));
        Map<ByteBuffer, byte[]> frames = new HashMap<>(); // many events may come of one
        store.forEachEntity(state.name(), (key, stored) -> {
            try {
                PendingCall.Id id = id((String) KeyCodec.decode(key).orElseThrow());
                SavedCall call = (SavedCall) codec.decode(stored.bytes());
                PendingCall restored = restored(step, id, call, frames);
                int partition = restored.event().partition();
                int worker = partition >= 0 ? Task.owner(partition, workers.size()) : id.lane() % workers.size();
                byWorker.get(worker).add(restored);
            } catch (Exception | LinkageError e) {
                throw unreadable(step, e);
            }
        });
        long next = byWorker.stream()
                .flatMap(List::stream)
                .mapToLong(saved -> saved.id().number() + 1)
                .max()
                .orElse(0);
        for (Worker worker : workers) {
            List<PendingCall> saved = byWorker.get(worker.index());
            saved.sort(Comparator.comparing(PendingCall::id));
            worker.execute(() -> calls(worker, step).restore(saved, next));
        }
    }

    private PendingCall restored(Step.Calling step, PendingCall.Id id, SavedCall call, Map<ByteBuffer, byte[]> frames)
            throws Exception {
        Object event = entryPoints.event(step.name(), call.event());
        Step.Partitioning by = step.partitioning();
        SavedKey saved = call.key().length == 0 ? null : new SavedKey(call.key(), call.keyType(), call.keyBytes());
        if ((saved == null) != (by == null)) {
            throw new IllegalStateException("it was partitioned differently");
        }
        EntryPoints.Entry entry;
        if (saved == null || by == null) {
            entry = EntryPoints.Entry.withoutKey(step.name(), event);
        } else {
            Object key = saved.key();
            int partition = Partitioning.of(by, partitions).partitionOf(key);
            if (partition == Partitioning.UNKNOWN) {
                throw new IllegalStateException("its key is not in the list of '%s'".formatted(by.name()));
            }
            entry = new EntryPoints.Entry(step.name(), event, key, partition);
        }
        int source = sources.indexOf(call.source()); // or OF_TIMER
        if (source < 0 && !call.source().isEmpty()) {
            throw new IllegalStateException("its source '%s' is no longer read".formatted(call.source()));
        }
        byte[] frame = frames.computeIfAbsent(ByteBuffer.wrap(call.frame()), shared -> call.frame());
        return new PendingCall(
                id,
                new PendingCall.Keyed(event, entry.key(), entry.partition()),
                new PendingCall.Stored(call.event(), saved),
                new Origin(
                        source,
                        frame,
                        System.nanoTime(),
                        Math.max(call.readAt(), clocks.steady().millis()),
                        null),
                new PendingCall.Times(
                        timed
                                ? call.time()
                                : Math.max(call.time(), clocks.system().millis()),
                        call.watermark()));
    }

    private RuntimeStartException unreadable(Step.Calling step, Throwable cause) {
        return new RuntimeStartException(
                "Pipeline '%s' was calling '%s' when it stopped, for an event that cannot be read: %s"
                        .formatted(pipeline, step.name(), cause.getMessage()),
                "Start the version of the application that wrote it, and drain the pipeline first. Nothing was changed.",
                cause);
    }

    /** Store thread: makes the calls that were restored. */
    void begin() {
        for (Worker worker : workers) {
            worker.execute(tasks.get(worker.index())::beginCalls);
        }
    }

    private StepCalls calls(Worker worker, Step.Calling step) {
        return tasks.get(worker.index()).chain().pending().stream()
                .filter(calls -> calls.step().equals(step.name()))
                .findFirst()
                .orElseThrow();
    }
}
