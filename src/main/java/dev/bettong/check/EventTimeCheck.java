package dev.bettong.check;

import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.problem.Problems;
import dev.bettong.problem.Wording;
import dev.bettong.wiring.DeclaredPipeline;
import java.time.Duration;
import java.util.List;

/** Checks the time that events bring with them. */
final class EventTimeCheck {

    private static final Duration LONGEST = Duration.ofDays(36_525);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private final Problems problems;

    EventTimeCheck(Problems problems) {
        this.problems = problems;
    }

    void check(List<DeclaredPipeline> declared) {
        for (DeclaredPipeline each : declared) {
            Pipeline pipeline = each.pipeline();
            for (Source<?> source : pipeline.sources()) {
                EventTime<?> time = source.eventTime();
                if (time != null) {
                    String place = "%s, source '%s'".formatted(each.place(), source.name());
                    between(time.outOfOrder(), Duration.ZERO, "bound for events out of order", place);
                    between(time.idleAfter(), SHORTEST, "time after which a connection is idle", place);
                    between(time.ahead(), Duration.ZERO, "time that an event may be ahead of the clock", place);
                }
            }
            allOrNone(pipeline, each.place());
            late(each);
        }
    }

    private void between(Duration duration, Duration least, String what, String place) {
        if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
            problems.add(
                    place,
                    "The %s is %s.".formatted(what, duration),
                    "Give a time from %d ms to 100 years.".formatted(least.toMillis()));
        }
    }

    private void allOrNone(Pipeline pipeline, String place) {
        List<String> without = pipeline.sources().stream()
                .filter(source -> source.eventTime() == null)
                .map(Source::name)
                .toList();
        if (!without.isEmpty() && without.size() < pipeline.sources().size()) {
            problems.add(
                    place,
                    "The events of some sources have a time of their own, and those of %s have not."
                            .formatted(Wording.quoted(without)),
                    "Give all of its sources an event time, or none.");
        }
    }

    private void late(DeclaredPipeline declared) {
        List<Step> steps = declared.pipeline().steps();
        boolean timed = declared.pipeline().sources().stream().anyMatch(source -> source.eventTime() != null);
        for (int i = 0; i < steps.size() && !timed; i++) {
            if (steps.get(i) instanceof Step.Aggregate aggregate
                    && aggregate.window() != null
                    && aggregate.window().late() != LatePolicy.DEAD_LETTER) {
                problems.add(
                        declared.place(i),
                        "It says what becomes of late events, but no event of this pipeline can be late: time is when they"
                                + " were read.",
                        "Give its sources an event time, or remove 'late'.");
            }
        }
    }
}
