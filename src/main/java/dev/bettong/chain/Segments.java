package dev.bettong.chain;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Step;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a pipeline is cut: segment 0 begins at the sources, and a further one behind each partitioning. Within a segment an
 * event stays on its worker. Steps behind a merge belong to the segments of all flows that are merged.
 */
public final class Segments {

    /** The segment that begins at the sources: it runs on whichever worker reads. */
    public static final int FIRST = 0;

    private final List<Step.Partitioning> partitionings;
    private final IdentityHashMap<Step, SortedSet<Integer>> behind =
            new IdentityHashMap<>(); // filled by the constructor

    public Segments(Pipeline pipeline) {
        this.partitionings = pipeline.partitionings();
        pipeline.from().forEach(from -> behind.put(from, new TreeSet<>(List.of(FIRST))));
        int next = FIRST + 1;
        for (Step step : pipeline.steps()) { // each behind those before it
            SortedSet<Integer> segments = new TreeSet<>();
            if (step instanceof Step.Partitioning) {
                segments.add(next++);
            } else {
                step.before().forEach(before -> segments.addAll(behind(before)));
            }
            behind.put(step, segments);
        }
    }

    /** How many there are: one more than partitionings. */
    public int count() {
        return partitionings.size() + 1;
    }

    /** The segments in which the outputs of a step are. */
    public SortedSet<Integer> behind(Step step) {
        SortedSet<Integer> segments = behind.get(step);
        if (segments == null) {
            throw new IllegalArgumentException("'%s' is a step of another pipeline".formatted(step.name()));
        }
        return segments;
    }

    /** The partitioning behind which a segment begins; not for the first one. */
    public Step.Partitioning partitioning(int segment) {
        return partitionings.get(segment - 1);
    }
}
