package dev.bettong.embedded;

import dev.bettong.codec.EntityTree;
import dev.bettong.keys.KeyCodec;
import dev.bettong.keys.Partitioning;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Step;
import dev.bettong.runtime.Checkpoints;
import dev.bettong.runtime.EntityTooLargeException;
import dev.bettong.runtime.Inspection;
import dev.bettong.runtime.LatencyHistogram;
import dev.bettong.runtime.PartitionHealth;
import dev.bettong.runtime.PipelineGraph;
import dev.bettong.runtime.PipelineGraph.Edge;
import dev.bettong.runtime.PipelineGraph.Kind;
import dev.bettong.runtime.PipelineGraph.Node;
import dev.bettong.runtime.Tap;
import dev.bettong.runtime.UnavailableException;
import dev.bettong.runtime.WorkerStatus;
import dev.bettong.skew.PartitionCounters;
import dev.bettong.state.StepStates;
import dev.bettong.watch.PartitionHealthCheck;
import dev.bettong.watch.WorkerWatch;
import dev.bettong.window.WindowText;
import dev.bettong.worker.Task;
import dev.bettong.worker.Worker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes the pipelines, and looks up entities on their workers. Thread-safe. */
final class LiveInspection implements Inspection {

    private final List<EmbeddedPipeline> pipelines;
    private final List<Worker> workers;
    private final WorkerWatch watch;
    private final EmbeddedSettings settings;
    private final Supplier<Optional<Checkpoints>> checkpoints;
    private final Clock clock;

    /**
     * Inspects these pipelines.
     *
     * @param checkpoints where entities are that are not in memory
     */
    LiveInspection(
            List<EmbeddedPipeline> pipelines,
            List<Worker> workers,
            WorkerWatch watch,
            EmbeddedSettings settings,
            Supplier<Optional<Checkpoints>> checkpoints,
            Clock clock) {
        this.pipelines = pipelines;
        this.workers = workers;
        this.watch = watch;
        this.settings = settings;
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    private Optional<EmbeddedPipeline> pipeline(String name) {
        return pipelines.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    @Override
    public Optional<PipelineGraph> graph(String pipeline) {
        return pipeline(pipeline).map(EmbeddedPipeline::declaration).map(this::graph);
    }

    private PipelineGraph graph(Pipeline pipeline) {
        List<Node> nodes = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        pipeline.from().forEach(from -> nodes.add(node(from)));
        for (Step step : pipeline.steps()) {
            if (shown(step)) {
                nodes.add(node(step));
                origins(step).stream()
                        .map(before -> new Edge(id(before), id(step)))
                        .distinct() // a flow may be joined with itself
                        .forEach(edges::add);
            }
        }
        for (Pipeline.Delivery delivery : pipeline.deliveries()) {
            String sink = delivery.sink().name();
            Node node = new Node("sink/" + sink, Kind.SINK, sink, null, null, null);
            List<Step> from = delivery.from() instanceof Step.Merge merge ? origins(merge) : List.of(delivery.from());
            from.forEach(before -> edges.add(new Edge(id(before), node.id())));
            if (!nodes.contains(node)) {
                nodes.add(node);
            }
        }
        return new PipelineGraph(pipeline.name(), nodes, edges);
    }

    /**
     * A branch is one node for both ways, and a merge is none: the edges of what is behind it begin at the merged flows.
     */
    private static boolean shown(Step step) {
        return switch (step) {
            case Step.When branch -> branch.matches();
            case Step.Merge merge -> false;
            default -> true;
        };
    }

    /** The steps before one, those of a merge in its place. */
    private static List<Step> origins(Step step) {
        List<Step> origins = new ArrayList<>();
        for (Step before : step.before()) {
            if (before instanceof Step.Merge merge) {
                origins.addAll(origins(merge));
            } else {
                origins.add(before);
            }
        }
        return origins;
    }

    private static String id(Step step) {
        return (step instanceof Step.From ? "source/" : "step/") + step.name();
    }

    private Node node(Step step) {
        return switch (step) {
            case Step.From source -> node(Kind.SOURCE, source, null, null);
            case Step.Merge merge -> throw new IllegalArgumentException("a merge is no node");
            case Step.When branch -> node(Kind.BRANCH, branch, null, null);
            case Step.Compute plain -> node(Kind.COMPUTE, plain, null, null);
            case Step.ComputeMulti multi -> node(Kind.COMPUTE_MULTI, multi, null, null);
            case Step.ComputeAsync calling -> node(Kind.COMPUTE_ASYNC, calling, null, null);
            case Step.ComputeBlocking calling -> node(Kind.COMPUTE_BLOCKING, calling, null, null);
            case Step.ComputeState stateful -> node(Kind.COMPUTE_STATE, stateful, stateful.state(), null);
            case Step.ComputeStateMulti stateful -> node(Kind.COMPUTE_STATE_MULTI, stateful, stateful.state(), null);
            case Step.Aggregate aggregate -> node(Kind.AGGREGATE, aggregate, aggregate.state(), null);
            case Step.Join join -> node(Kind.JOIN, join, StepStates.of(join), null);
            case Step.Partition hashed -> node(Kind.PARTITION, hashed, null, hashed);
            case Step.FixedPartition fixed -> node(Kind.PARTITION, fixed, null, fixed);
            case Step.Collect collect -> node(Kind.COLLECT, collect, null, collect);
        };
    }

    private Node node(Kind kind, Step step, @Nullable State<?> state, Step.@Nullable Partitioning partitioning) {
        return new Node(
                id(step),
                kind,
                step.name(),
                state == null ? null : state.name(),
                interval(step),
                partitioning == null
                        ? null
                        : Partitioning.of(partitioning, settings.partitions()).count());
    }

    private static @Nullable String interval(Step step) {
        return switch (step) {
            case Step.Aggregate aggregate -> aggregate.window() == null ? null : WindowText.of(aggregate.window());
            case Step.Join join -> WindowText.of(join.within());
            default -> null;
        };
    }

    @Override
    public List<PartitionPlace> partitions(String pipeline) {
        return pipeline(pipeline).map(this::places).orElse(List.of());
    }

    private List<PartitionPlace> places(EmbeddedPipeline pipeline) {
        List<PartitionPlace> places = new ArrayList<>();
        PartitionHealthCheck checkup =
                new PartitionHealthCheck(PipelineStatusAssembler.of(pipeline), watch.now(), watch.limit());
        List<Step.Partitioning> steps = pipeline.declaration().partitionings();
        for (int i = 0; i < steps.size(); i++) {
            Step.Partitioning step = steps.get(i);
            int place = i;
            List<PartitionCounters> counters = pipeline.tasks().stream()
                    .map(task -> task.chain().partitionings().get(place))
                    .toList();
            PartitionHealth[] health = checkup.of(counters);
            for (int partition = 0; partition < health.length; partition++) {
                places.add(new PartitionPlace(
                        step.name(),
                        partition,
                        keyOf(step, partition),
                        Task.owner(partition, workers.size()),
                        events(counters, partition),
                        health[partition]));
            }
        }
        return places;
    }

    private static long events(List<PartitionCounters> counters, int partition) {
        return counters.stream().mapToLong(each -> each.events(partition)).sum();
    }

    @Override
    public Optional<LatencyHistogram> latencies(String pipeline) {
        return pipeline(pipeline).map(EmbeddedPipeline::latencies);
    }

    private static Optional<String> keyOf(Step.Partitioning step, int partition) {
        return step instanceof Step.FixedPartition fixed
                ? Optional.of(String.valueOf(fixed.keys().get(partition)))
                : Optional.empty();
    }

    @Override
    public Optional<Tap> tap(String pipeline, String step, int sample) {
        return pipeline(pipeline)
                .filter(each -> each.tasks().getFirst().chain().steps().stream()
                        .anyMatch(counters -> counters.step().equals(step)))
                .map(each -> new LiveTap(workers, each.tasks(), step, sample, clock));
    }

    @Override
    public List<WorkerStatus> workers() {
        return watch.now();
    }

    @Override
    public List<String> states() {
        return pipelines.stream()
                .flatMap(pipeline -> pipeline.states().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Asks all workers, since one of them owns the key, and then the store: an entity that is not in memory is up to date
     * there, since it leaves memory only after it is saved.
     */
    @Override
    public CompletableFuture<Optional<LiveEntity>> entity(String state, String key) {
        Optional<State<?>> declared = pipelines.stream()
                .<State<?>>flatMap(pipeline -> pipeline.declaredStates().stream())
                .filter(each -> each.name().equals(state))
                .findFirst();
        if (declared.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        EntityTree tree = new EntityTree(declared.get(), settings.maxEntityLength());
        List<Object> keys = KeyCodec.keys(key);
        List<CompletableFuture<Optional<Shown>>> looks =
                workers.stream().map(worker -> look(worker, state, keys, tree)).toList();
        return first(looks)
                .thenCompose(value -> value.isPresent()
                        ? CompletableFuture.completedFuture(value.flatMap(shown -> live(state, key, shown)))
                        : saved(state, key));
    }

    /** The first that is present, without waiting for the others: one of the workers may hang in a function. */
    private static CompletableFuture<Optional<Shown>> first(List<CompletableFuture<Optional<Shown>>> looks) {
        CompletableFuture<Optional<Shown>> found = new CompletableFuture<>();
        CompletableFuture<?>[] looked = looks.stream()
                .map(look -> look.whenComplete((value, failure) -> {
                    if (failure != null && cause(failure) instanceof EntityTooLargeException tooLarge) {
                        found.completeExceptionally(tooLarge);
                    } else if (failure == null && value.isPresent()) {
                        found.complete(value);
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(looked).whenComplete((done, failure) -> { // after what was found, since on its futures
            if (failure == null) {
                found.complete(Optional.empty());
            } else {
                found.completeExceptionally(cause(failure));
            }
        });
        return found;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }

    /**
     * What a worker has in memory.
     *
     * @param value the entity for people, or {@code null} if it is deleted
     */
    private record Shown(@Nullable Object value) {}

    private Optional<LiveEntity> live(String state, String key, Shown shown) {
        return Optional.ofNullable(shown.value()).map(value -> live(state, key, value));
    }

    private LiveEntity live(String state, String key, Object value) {
        return new LiveEntity(state, key, clock.instant(), value);
    }

    private static CompletableFuture<Optional<Shown>> look(
            Worker worker, String state, List<Object> keys, EntityTree tree) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> Optional.ofNullable(worker.entities().look(state, keys))
                            .map(found -> new Shown(found.value() == null ? null : tree.of(found.value()))),
                    worker.loop());
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.failedFuture(new UnavailableException("The workers have ended", ended));
        }
    }

    private CompletableFuture<Optional<LiveEntity>> saved(String state, String key) {
        return checkpoints
                .get()
                .map(saved -> saved.entity(state, key)
                        .thenApply(found -> found.map(entity -> live(state, key, entity.value()))))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
    }
}
