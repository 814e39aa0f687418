package dev.bettong.test;

import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Pipelines that a simulation runs, drawn at random.
 *
 * @param time by which timers fire and windows close
 * @param outOfOrder bound of event time, in milliseconds
 */
record Plan(Time time, long outOfOrder, List<Flow> flows) {

    static final long IDLE_MILLIS = 60_000;

    /** By what the time of an event is known. */
    enum Time {
        NONE,
        ARRIVAL,
        EVENT
    }

    /** A pipeline. */
    record Flow(String name, List<String> sources, List<Part> parts, String sink) {}

    /** A step, or a side flow. */
    sealed interface Part {
        String name();
    }

    /** Drops some events, and fails at others. */
    record Filter(String name) implements Part {}

    /** Makes none, one or two of an event. */
    record Multi(String name) implements Part {}

    record Partition(String name, By by) implements Part {}

    enum By {
        KEY,
        KEYS,
        GROUP,
        ALL
    }

    /** Counts the events of a key. */
    record Count(String name, String state) implements Part {}

    /** Adds up values until nothing has come for a while. */
    record Timer(String name, long after) implements Part {}

    record Windows(String name, Window window) implements Part {}

    record Call(String name, boolean ordered, int inFlight) implements Part {}

    record Also(String name, List<Part> parts, String sink) implements Part {}

    /** Takes the events with even values. */
    record Branch(String name, List<Part> parts, String sink) implements Part {}

    /** Whether events of a key may overtake each other when they come on another worker than before. */
    boolean keepsOrderOnOneWorkerOnly() {
        return flows.stream()
                .anyMatch(flow -> flow.parts().stream()
                        .takeWhile(part -> !(part instanceof Partition))
                        .anyMatch(part -> part instanceof Call));
    }

    private static <T> T one(Random random, T[] of) {
        return of[random.nextInt(of.length)];
    }

    static Plan random(Random random) {
        Time time = one(random, Time.values());
        long outOfOrder = time == Time.EVENT ? random.nextInt(3) * 7L : 0;
        return new Draw(random, time).plan(outOfOrder);
    }

    /** Draws one plan. */
    private static final class Draw {

        private final Random random;
        private final Time time;
        private int names;
        private boolean timed;

        Draw(Random random, Time time) {
            this.random = random;
            this.time = time;
        }

        Plan plan(long outOfOrder) {
            List<Flow> flows = new ArrayList<>();
            int pipelines = time == Time.NONE ? 1 + random.nextInt(2) : 1;
            for (int i = 0; i < pipelines; i++) {
                List<String> sources = random.nextInt(3) == 0 ? List.of("in", "more") : List.of("in");
                flows.add(new Flow("flow " + i, sources, parts(1 + random.nextInt(5), false, true), "out " + i));
            }
            return new Plan(time, outOfOrder, List.copyOf(flows));
        }

        private String name(String kind) {
            return kind + " " + ++names;
        }

        /**
         * Draws steps.
         *
         * @param side whether this is a side flow
         * @param inOrder whether events of a key come in a known order
         */
        private List<Part> parts(int most, boolean side, boolean inOrder) {
            List<Part> parts = new ArrayList<>();
            boolean keyed = false;
            boolean ordered = inOrder;
            for (int i = 0; i < most; i++) {
                switch (random.nextInt(10)) {
                    case 0 -> parts.add(new Filter(name("filter")));
                    case 1 -> {
                        if (time
                                != Time.EVENT) { // or it is not known whether a timer in the past fires between the two
                            parts.add(new Multi(name("multi")));
                        }
                    }
                    case 2 -> {
                        if (!side) {
                            List<Part> flow = parts(2, true, ordered);
                            parts.add(
                                    random.nextBoolean()
                                            ? new Also(name("also"), flow, name("side"))
                                            : new Branch(name("branch"), flow, name("side")));
                            keyed = false;
                        }
                    }
                    case 3 -> {
                        if (time != Time.ARRIVAL) {
                            Call call = new Call(name("call"), random.nextBoolean(), 1 + random.nextInt(4));
                            parts.add(call);
                            ordered &= call.ordered;
                        }
                    }
                    default -> {
                        if (!keyed) {
                            parts.add(new Partition(name("partition"), random.nextBoolean() ? By.KEY : By.KEYS));
                            keyed = true;
                        } else if (ordered) {
                            parts.add(stateful());
                        }
                    }
                }
            }
            if (random.nextInt(4) == 0) { // the order of what meets there is not known
                By by = random.nextBoolean() ? By.GROUP : By.ALL;
                parts.add(new Partition(name("partition"), by));
                parts.add(new Count(name("count"), time == Time.NONE ? "shared by " + by : name("state")));
            }
            return List.copyOf(parts);
        }

        private Part stateful() {
            if (time == Time.NONE || (time == Time.ARRIVAL && timed) || random.nextInt(3) == 0) {
                return new Count(name("count"), name("state"));
            }
            timed = true;
            return random.nextBoolean()
                    ? new Timer(name("timer"), 1L + random.nextInt(30))
                    : new Windows(name("window"), window());
        }

        private Window window() {
            Duration size = Duration.ofMillis(1L + random.nextInt(40));
            Duration grace = Duration.ofMillis(random.nextInt(3) * (long) random.nextInt(10));
            LatePolicy late = time == Time.EVENT ? one(random, LatePolicy.values()) : LatePolicy.DEAD_LETTER;
            return switch (random.nextInt(4)) {
                case 0 -> Window.session(size).grace(grace).late(late);
                case 1 -> Window.count(1 + random.nextInt(4));
                case 2 -> Window.tumbling(size).grace(grace).late(late);
                default ->
                    Window.sliding(size, Duration.ofMillis(1 + random.nextInt((int) size.toMillis())))
                            .grace(grace)
                            .late(late);
            };
        }
    }
}
