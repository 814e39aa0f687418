package dev.bettong.chain;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Where a pipeline is cut: segment 0 begins at the sources, and a further one behind each partitioning, behind each step whose
 * outputs come later, and at each join, where the time is that of the flow that is less far. Within a segment an event stays on
 * its worker, and is handled at once. Steps behind a merge belong to the segments of all flows that are merged.
 */
public final class Segments {

    /** The segment that begins at the sources: it runs on whichever worker reads. */
    public static final int FIRST = 0;

    private final List<Step> steps;
    private final List<Step> cuts;
    private final IdentityHashMap<Step, NavigableMap<Integer, Long>> behind =
            new IdentityHashMap<>(); // with the grace on the way to a step; filled by the constructor

    public Segments(Pipeline pipeline) {
        this.steps = pipeline.steps();
        this.cuts = steps.stream().filter(Segments::cuts).toList();
        pipeline.from().forEach(from -> behind.put(from, new TreeMap<>(Map.of(FIRST, 0L))));
        int next = FIRST + 1;
        for (Step step : steps) { // each behind those before it
            NavigableMap<Integer, Long> segments = new TreeMap<>();
            if (cuts(step)) {
                segments.put(next++, 0L);
            } else {
                comingTo(step).forEach((segment, lag) -> segments.put(segment, lag + grace(step)));
            }
            behind.put(step, segments);
        }
    }

    private static boolean cuts(Step step) {
        return step instanceof Step.Partitioning || step instanceof Step.Calling || step instanceof Step.Join;
    }

    private static long grace(Step step) {
        return step instanceof Step.Aggregate aggregate && aggregate.window() != null
                ? aggregate.window().grace().toMillis()
                : 0;
    }

    /** How many there are. */
    public int count() {
        return cuts.size() + 1;
    }

    /** The segments in which the outputs of a step are. */
    public SortedSet<Integer> behind(Step step) {
        return known(step).navigableKeySet();
    }

    /** The segments from which events come to a segment, each with its lag; none come to the first one. */
    SortedMap<Integer, Long> before(int segment) {
        return segment == FIRST ? Collections.emptySortedMap() : comingTo(cut(segment));
    }

    private NavigableMap<Integer, Long> comingTo(Step step) {
        NavigableMap<Integer, Long> segments = new TreeMap<>();
        for (Step before : step.before()) {
            known(before).forEach((segment, lag) -> segments.merge(segment, lag, Math::max));
        }
        return segments;
    }

    /**
     * How far what comes to a step, in the one segment in which it is, can be behind the time of the segment, in milliseconds:
     * results of windows are, that stay open for a while.
     */
    long lag(Step step) {
        return step instanceof Step.Join ? 0 : comingTo(step).lastEntry().getValue();
    }

    private NavigableMap<Integer, Long> known(Step step) {
        NavigableMap<Integer, Long> segments = behind.get(step);
        if (segments == null) {
            throw new IllegalArgumentException("'%s' is a step of another pipeline".formatted(step.name()));
        }
        return segments;
    }

    /** The step at which a segment begins; not for the first one. */
    public Step cut(int segment) {
        return cuts.get(segment - 1);
    }

    /** Whether what comes to a segment comes from the same worker. */
    boolean stays(int segment) {
        return segment == FIRST || !(cut(segment) instanceof Step.Partitioning);
    }

    /** Whether all that comes to a segment was read on the same worker. */
    boolean reads(int segment) {
        return stays(segment) && before(segment).keySet().stream().allMatch(this::reads);
    }

    /** Whether a step has timers that can see what leaves another one. */
    boolean timedBehind(Step.Following step) {
        Set<Step> reached = Collections.newSetFromMap(new IdentityHashMap<>());
        reached.add(step);
        for (Step each : steps) {
            if (each.before().stream().anyMatch(reached::contains)) {
                reached.add(each);
                if (each.timed()) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The segments from which events come to another one.
     *
     * @param segments their numbers
     * @param lags how far what comes of each can be behind its time, in milliseconds
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Upstream(int[] segments, long[] lags) {

        /** @param lags by segment */
        static Upstream of(SortedMap<Integer, Long> lags) {
            return new Upstream(
                    lags.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    lags.values().stream().mapToLong(Long::longValue).toArray());
        }
    }
}
