package dev.bettong.embedded;

import dev.bettong.runtime.PipelineStatus;
import dev.bettong.time.Watermarks;
import dev.bettong.worker.Task;
import dev.bettong.worker.TaskTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** How far the time of a pipeline has come whose events bring it with them. Thread-safe; may be a little behind. */
final class PipelineTime {

    private final List<TaskTime> workers;

    PipelineTime(List<Task> tasks) {
        workers = tasks.stream().map(Task::time).filter(Objects::nonNull).toList();
    }

    /** Whether the events bring their time with them. */
    boolean present() {
        return !workers.isEmpty();
    }

    /** What its status says; {@code null} if the events bring no time with them. */
    PipelineStatus.@Nullable Time status() {
        if (workers.isEmpty()) {
            return null;
        }
        boolean waits = workers.stream().allMatch(worker -> worker.counting() == 0);
        return new PipelineStatus.Time(
                instant(watermark()),
                workers.stream().mapToInt(TaskTime::counting).sum(),
                waits ? instant(known(TaskTime::lastArrival).max().orElse(Watermarks.NONE)) : null);
    }

    /** How far the watermark is behind a clock, in milliseconds; 0 before the first event. */
    long behindMillis(Clock clock) {
        long watermark = watermark();
        return watermark == Watermarks.NONE ? 0 : Math.max(0, clock.millis() - watermark);
    }

    private long watermark() {
        return known(TaskTime::watermark).min().orElse(Watermarks.NONE);
    }

    private LongStream known(ToLongFunction<TaskTime> time) {
        return workers.stream().mapToLong(time).filter(each -> each != Watermarks.NONE);
    }

    private static @Nullable Instant instant(long millis) {
        return millis == Watermarks.NONE ? null : Instant.ofEpochMilli(millis);
    }
}
