package dev.bettong.test;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the pipelines of a plan have to do, one event after the other. Shares no code with what it checks. */
final class PlanModel {

    private static final long BEGIN = -1_000_000_000;
    private static final String NO_KEY = "";
    private static final String NO_FRAME = ""; // but a timer

    private final Plan plan;
    private final List<Step> timed = new ArrayList<>(); // in the order of the steps
    private final Map<String, Step> steps = new HashMap<>(); // by the names of their parts
    private final Map<String, Long> counts = new HashMap<>(); // by state and key
    private final Map<String, Long> latest = new HashMap<>(); // of event time, by stream
    private final Map<String, Long> quiet = new HashMap<>(); // by stream
    private final Set<String> counting = new HashSet<>();
    private String frame = NO_FRAME; // from which comes what happens
    private long watermark = BEGIN;
    private long fired = BEGIN; // what is due up to this has happened

    /** By sink, in the order in which they are made. */
    final Map<String, List<Item>> outputs = new TreeMap<>();

    /** Step, reason and frame. */
    final List<String> letters = new ArrayList<>();

    PlanModel(Plan plan) {
        this.plan = plan;
        plan.flows().forEach(flow -> find(flow.parts(), flow.sink(), 0));
    }

    /** Finds the steps with timers, and how far they are behind. */
    private void find(List<Part> parts, String sink, long lag) {
        long behind = lag;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            switch (part) {
                case Also also -> find(also.parts(), also.sink(), behind);
                case Branch branch -> find(branch.parts(), branch.sink(), behind);
                case Timer timer -> timed.add(step(part, parts, i, sink, behind));
                case Windows windows -> {
                    timed.add(step(part, parts, i, sink, behind));
                    behind += plan.time() == Plan.Time.EVENT
                            ? windows.window().grace().toMillis()
                            : 0;
                }
                case Filter filter -> {}
                case Multi multi -> {}
                case Partition partition -> {}
                case Count count -> {}
                case Call call -> {}
            }
        }
    }

    private Step step(Part part, List<Part> parts, int index, String sink, long lag) {
        Step step = new Step(part, parts, index, sink, lag);
        steps.put(part.name(), step);
        return step;
    }

    private static final class Step {
        private final Part part;
        private final List<Part> parts;
        private final int index;
        private final String sink;
        private final long lag;
        private final Map<String, Sums> sums = new TreeMap<>();
        private final Map<String, ModelWindows> windows = new TreeMap<>();

        Step(Part part, List<Part> parts, int index, String sink, long lag) {
            this.part = part;
            this.parts = parts;
            this.index = index;
            this.sink = sink;
            this.lag = lag;
        }

        /** When it has something to do, by the time of the sources. */
        long next() {
            long next = Long.MAX_VALUE;
            for (Sums each : sums.values()) {
                next = Math.min(next, each.timer);
            }
            for (ModelWindows each : windows.values()) {
                next = Math.min(next, each.next());
            }
            return next == Long.MAX_VALUE ? next : next + lag;
        }
    }

    private static final class Sums {
        private long count;
        private long sum;
        private long timer = Long.MAX_VALUE;
    }

    /** An event has been read. */
    void read(String source, String connection, Item item) {
        if (plan.time() == Plan.Time.EVENT) {
            String stream = source + " " + connection;
            latest.merge(stream, item.time(), Math::max);
            counting.add(stream);
            quiet.put(stream, 0L);
            advanceStreams();
        }
        for (Flow flow : plan.flows()) {
            if (flow.sources().contains(source)) {
                frame = item.name();
                event(flow.parts(), 0, flow.sink(), NO_KEY, item, item.time());
                frame = NO_FRAME;
            }
        }
        fire();
    }

    void closed(String source, String connection) {
        String stream = source + " " + connection;
        counting.remove(stream);
        latest.remove(stream);
        advanceStreams();
    }

    /** The process ends, and with it all streams. */
    void ended() {
        counting.clear();
        latest.clear();
        quiet.clear();
    }

    /** Time has passed on the clock, to now. */
    void passed(long millis, long now) {
        if (plan.time() == Plan.Time.ARRIVAL) {
            advance(now);
        }
        for (String stream : List.copyOf(counting)) {
            if (quiet.merge(stream, millis, Long::sum) >= Plan.IDLE_MILLIS) {
                counting.remove(stream);
            }
        }
        advanceStreams();
    }

    private void advanceStreams() {
        if (!counting.isEmpty()) {
            advance(counting.stream()
                    .mapToLong(stream -> Objects.requireNonNull(latest.get(stream)) - plan.outOfOrder())
                    .min()
                    .orElseThrow());
        } else {
            latest.values().stream()
                    .mapToLong(time -> time - plan.outOfOrder())
                    .max()
                    .ifPresent(this::advance);
        }
    }

    private void advance(long to) {
        watermark = Math.max(watermark, to);
        fire();
    }

    /** Whatever is due happens at its time. */
    private void fire() {
        for (Step step = next(); step != null; step = next()) {
            fired = Math.max(fired, step.next() - 1);
            fire(step, step.next() - step.lag);
        }
        fired = watermark;
    }

    private @Nullable Step next() {
        Step first = null;
        for (Step step : timed) {
            if (step.next() <= watermark && (first == null || step.next() < first.next())) {
                first = step;
            }
        }
        return first;
    }

    private void fire(Step step, long at) {
        for (Map.Entry<String, Sums> each : step.sums.entrySet()) {
            Sums sums = each.getValue();
            if (sums.timer == at) {
                sums.timer = Long.MAX_VALUE;
                sums.count++;
                Item item = PlanPipelines.fired((Timer) step.part, each.getKey(), sums.count, sums.sum, at);
                event(step.parts, step.index + 1, step.sink, each.getKey(), item, at);
                return;
            }
        }
        for (Map.Entry<String, ModelWindows> each : step.windows.entrySet()) {
            if (each.getValue().next() == at) {
                result(step, each.getKey(), each.getValue().close());
                return;
            }
        }
    }

    private void result(Step step, String key, ModelWindows.Result result) {
        Item item = PlanPipelines.result(
                (Windows) step.part, key, result.start(), result.end(), result.count(), result.sum());
        event(step.parts, step.index + 1, step.sink, key, item, result.time());
    }

    private void event(List<Part> parts, int index, String sink, String key, Item item, long time) {
        if (index == parts.size()) {
            outputs.computeIfAbsent(sink, name -> new ArrayList<>()).add(item);
            return;
        }
        Part part = parts.get(index);
        switch (part) {
            case Filter filter -> {
                if (PlanPipelines.fails(item)) {
                    fail(part, "compute");
                } else if (!PlanPipelines.dropped(item)) {
                    event(parts, index + 1, sink, key, item, time);
                }
            }
            case Multi multi ->
                PlanPipelines.multiply(item).forEach(each -> event(parts, index + 1, sink, key, each, time));
            case Partition partition -> event(parts, index + 1, sink, key(partition, item), item, time);
            case Call call -> {
                if (SimulatedService.fails(item)) {
                    fail(part, "compute");
                } else {
                    event(parts, index + 1, sink, key, item, time);
                }
            }
            case Also also -> {
                event(also.parts(), 0, also.sink(), key, item, time);
                event(parts, index + 1, sink, key, item, time);
            }
            case Branch branch -> {
                if (item.value() % 2 == 0) {
                    event(branch.parts(), 0, branch.sink(), key, item, time);
                } else {
                    event(parts, index + 1, sink, key, item, time);
                }
            }
            case Count count -> {
                long counted = counts.merge(count.state() + " " + key, 1L, Long::sum);
                event(parts, index + 1, sink, key, PlanPipelines.counted(key, item, counted), time);
            }
            case Timer timer -> set(timer, key, item);
            case Windows windows -> add(windows, key, item, time);
        }
    }

    private static String key(Partition partition, Item item) {
        return switch (partition.by()) {
            case KEY, KEYS -> item.key();
            case GROUP -> item.group();
            case ALL -> "all";
        };
    }

    private void fail(Part part, String reason) {
        letters.add("%s %s %s".formatted(part.name(), reason, frame));
    }

    private void set(Timer timer, String key, Item item) {
        Sums sums = step(timer).sums.computeIfAbsent(key, name -> new Sums());
        sums.sum += item.value();
        if (item.value() % 4 == 0) {
            return;
        }
        sums.timer = item.value() % 7 == 0 ? Long.MAX_VALUE : item.time() + timer.after();
    }

    private Step step(Part part) {
        return Objects.requireNonNull(steps.get(part.name()));
    }

    private void add(Windows part, String key, Item item, long time) {
        Step step = step(part);
        List<ModelWindows.Result> results = new ArrayList<>();
        boolean late = step.windows
                .computeIfAbsent(key, name -> new ModelWindows(part.window()))
                .add(fired - step.lag, time, item.value(), results);
        results.forEach(result -> result(step, key, result));
        if (late) {
            fail(part, "late");
        }
    }
}
