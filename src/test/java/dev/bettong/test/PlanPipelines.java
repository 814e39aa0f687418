package dev.bettong.test;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.ClosedWindow;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.test.Plan.Also;
import dev.bettong.test.Plan.Branch;
import dev.bettong.test.Plan.Call;
import dev.bettong.test.Plan.Count;
import dev.bettong.test.Plan.Filter;
import dev.bettong.test.Plan.Flow;
import dev.bettong.test.Plan.Multi;
import dev.bettong.test.Plan.Part;
import dev.bettong.test.Plan.Partition;
import dev.bettong.test.Plan.Timer;
import dev.bettong.test.Plan.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pipelines of a plan, for one run of the process. */
final class PlanPipelines {

    private final Plan plan;
    private final SimulatedService service;
    private final Instant begin;
    private final Map<String, State<Tally>> counts = new HashMap<>();

    PlanPipelines(Plan plan, SimulatedService service, Instant begin) {
        this.plan = plan;
        this.service = service;
        this.begin = begin;
    }

    /** Says the types that a lambda does not. */
    private record Asking(String step, SimulatedService service) implements AsyncComputation<Item, Item> {

        @Override
        public CompletableFuture<Item> compute(Item item) {
            return service.ask(step, item);
        }
    }

    /** What a state has of a key. */
    static final class Tally {
        private long count;
        private long sum;
    }

    /** What an aggregation has of a window. */
    record Sum(long count, long sum) {}

    List<Pipeline> all() {
        return plan.flows().stream().map(this::pipeline).toList();
    }

    private Pipeline pipeline(Flow flow) {
        Pipeline.Stage<Item> stage = from(flow, flow.sources().getFirst());
        for (String source : flow.sources().subList(1, flow.sources().size())) {
            stage = stage.merge(from(flow, source));
        }
        return build(stage, flow.parts(), flow.sink());
    }

    private Pipeline.Stage<Item> from(Flow flow, String source) {
        FramedDecoder<Item> decoder = Decoder.framed(4, ">I", Item::decode);
        Source<Item> tcp = Source.tcp(source, decoder);
        if (plan.time() == Plan.Time.EVENT) {
            tcp = tcp.eventTime(EventTime.<Item>of(item -> begin.plusMillis(item.time()))
                    .outOfOrder(Duration.ofMillis(plan.outOfOrder()))
                    .idleAfter(Duration.ofMillis(Plan.IDLE_MILLIS)));
        }
        return Pipeline.named(flow.name()).from(tcp);
    }

    private Pipeline build(Pipeline.Stage<Item> from, List<Part> parts, String sink) {
        Pipeline.Stage<Item> stage = from;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Branch branch) {
                List<Part> rest = parts.subList(i + 1, parts.size());
                return stage.when(
                                branch.name(),
                                item -> item.value() % 2 == 0,
                                taken -> build(taken, branch.parts(), branch.sink()))
                        .otherwise(others -> build(others, rest, sink));
            }
            stage = add(stage, part);
        }
        return stage.to(Sink.tcp(sink, Item::output));
    }

    private Pipeline.Stage<Item> add(Pipeline.Stage<Item> stage, Part part) {
        return switch (part) {
            case Filter filter -> stage.compute(filter.name(), PlanPipelines::filter);
            case Multi multi -> stage.computeMulti(multi.name(), PlanPipelines::multiply);
            case Partition partition -> partition(stage, partition);
            case Call call -> call(stage, call);
            case Also also -> stage.also(copy -> build(copy, also.parts(), also.sink()));
            case Count count -> count(keyed(stage), count);
            case Timer timer -> timer(keyed(stage), timer);
            case Windows windows -> windows(keyed(stage), windows);
            case Branch branch -> throw new IllegalArgumentException(branch.name());
        };
    }

    @SuppressWarnings("unchecked") // all keys are texts
    private static Pipeline.Keyed<String, Item> keyed(Pipeline.Stage<Item> stage) {
        return (Pipeline.Keyed<String, Item>) stage;
    }

    private static @Nullable Item filter(Item item) {
        if (fails(item)) {
            throw new IllegalArgumentException("13");
        }
        return dropped(item) ? null : item;
    }

    static boolean fails(Item item) {
        return item.value() % 13 == 0;
    }

    static boolean dropped(Item item) {
        return item.value() % 5 == 0;
    }

    static List<Item> multiply(Item item) {
        return Stream.of("-a", "-b").limit(item.value() % 3).map(item::become).toList();
    }

    private static Pipeline.Stage<Item> partition(Pipeline.Stage<Item> stage, Partition partition) {
        return switch (partition.by()) {
            case KEY -> stage.partition(partition.name(), Item::key).carrying(Item.class);
            case KEYS ->
                stage.partition(partition.name(), Item::key, SimulatedRun.KEYS).carrying(Item.class);
            case GROUP -> stage.partition(partition.name(), Item::group).carrying(Item.class);
            case ALL -> stage.collect(partition.name()).carrying(Item.class);
        };
    }

    private Pipeline.Stage<Item> call(Pipeline.Stage<Item> stage, Call call) {
        Calls calls = Calls.inFlight(call.inFlight())
                .timeout(SimulatedService.TIMEOUT)
                .retry(Calls.Retry.attempts(SimulatedService.ATTEMPTS)
                        .backoff(Duration.ofMillis(10), Duration.ofMillis(50)));
        Calls ordered = call.ordered() ? calls : calls.unordered();
        return stage.computeAsync(call.name(), ordered, new Asking(call.name(), service));
    }

    private Pipeline.Stage<Item> count(Pipeline.Keyed<String, Item> stage, Count count) {
        State<Tally> state = counts.computeIfAbsent(count.state(), PlanPipelines::tally);
        return stage.<Tally, Item>computeState(count.name(), state, (key, item, tally) -> {
            tally.count++;
            return Outcome.changed(counted(key, item, tally.count));
        });
    }

    /** Behind a key that has events of several connections, which one was the first is not known. */
    static Item counted(String key, Item item, long count) {
        return key.equals(item.key()) ? item.become("#" + count) : new Item("#" + count, key, 0, item.time());
    }

    private static State<Tally> tally(String name) {
        return State.named(name, Tally.class, Tally::new);
    }

    private Pipeline.Stage<Item> timer(Pipeline.Keyed<String, Item> stage, Timer timer) {
        return stage.<Tally, Item>computeState(
                timer.name(),
                tally(timer.name()),
                (key, item, tally) -> {
                    tally.sum += item.value();
                    if (item.value() % 4 == 0) {
                        return Outcome.changedOnly();
                    }
                    Instant now = begin.plusMillis(item.time());
                    return item.value() % 7 == 0
                            ? Outcome.clearTimer().changedOnly()
                            : Outcome.timerAt(now.plusMillis(timer.after())).changedOnly();
                },
                (key, tally, at) -> {
                    tally.count++;
                    return Outcome.changed(
                            fired(timer, key, tally.count, tally.sum, at.toEpochMilli() - begin.toEpochMilli()));
                });
    }

    static Item fired(Timer timer, String key, long count, long sum, long at) {
        return new Item("%s!%d:%d@%d".formatted(timer.name(), count, sum, at), key, (int) (sum % 1000), at);
    }

    private Pipeline.Stage<Item> windows(Pipeline.Keyed<String, Item> stage, Windows windows) {
        State<Sum> sums = State.named(windows.name(), Sum.class, () -> new Sum(0, 0));
        Aggregation<Item, Sum, String, Item> aggregation = Aggregation.of(
                (item, sum) -> new Sum(sum.count() + 1, sum.sum() + item.value()),
                (left, right) -> new Sum(left.count() + right.count(), left.sum() + right.sum()),
                (window, sum) -> closed(windows, window, sum));
        return stage.window(windows.window()).aggregate(windows.name(), sums, aggregation);
    }

    private Item closed(Windows windows, ClosedWindow<String> window, Sum sum) {
        return result(
                windows,
                window.key(),
                window.start().toEpochMilli() - begin.toEpochMilli(),
                window.end().toEpochMilli() - begin.toEpochMilli(),
                sum.count(),
                sum.sum());
    }

    /** What comes of a window; of a count the times depend on when it was looked at. */
    static Item result(Windows windows, String key, long start, long end, long count, long sum) {
        String bounds = windows.window() instanceof Window.Count ? "" : "[%d,%d)".formatted(start, end);
        return new Item("%s%s=%d:%d".formatted(windows.name(), bounds, count, sum), key, (int) (sum % 1000), end - 1);
    }
}
