package dev.bettong.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.codec.Compatibility;
import dev.bettong.codec.EntityTree;
import dev.bettong.codec.StateCodecs;
import dev.bettong.codec.StateSchema;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.util.RawValue;

/** Open windows as they are stored, and under other windows than those with which they were made. Times are milliseconds. */
class OpenWindowsTest {

    private static final long LONGEST = 1_000_000;

    record Sum(long value) {}

    record SumAndCount(long value, int count) {}

    private static final State<Sum> SUMS = State.named("sums", Sum.class, () -> new Sum(0));

    private final List<String> results = new ArrayList<>();

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    private static WindowLogic logic(Window window) {
        Aggregation<Object, Sum, Object, Object> sum = Aggregation.of(
                (event, all) -> new Sum(all.value() + 1),
                (left, right) -> new Sum(left.value() + right.value()),
                (closed, all) -> all);
        @SuppressWarnings("unchecked")
        Aggregation<Object, Object, Object, Object> erased = (Aggregation<Object, Object, Object, Object>) (Object) sum;
        return WindowLogic.of(window, erased, () -> new Sum(0));
    }

    private void add(WindowLogic logic, OpenWindows<Object> open, long time, long watermark) throws Exception {
        logic.add(open, "event", logic.effectiveTime(open, time, watermark), this::result);
    }

    private void result(long start, long end, long events, Object sum, long time) {
        results.add("[%d,%d)=%d".formatted(start, end, events));
    }

    private void fireUntil(WindowLogic logic, OpenWindows<Object> open, long time) throws Exception {
        for (long at = logic.next(open); at <= time; at = logic.next(open)) {
            logic.fire(open, at, this::result);
        }
    }

    @SuppressWarnings("unchecked")
    private static OpenWindows<Object> stored(OpenWindows<Object> open) throws Exception {
        StateCodec<Object> codec = StateCodecs.of(StateCodecs.openWindows(SUMS));
        return (OpenWindows<Object>) codec.decode(codec.encode(open));
    }

    @Test
    void knowAfterARestartWhatWasClosed() throws Exception {
        WindowLogic sliding = logic(Window.sliding(millis(10), millis(5)));
        OpenWindows<Object> open = new OpenWindows<>();
        add(sliding, open, 7, 0);
        fireUntil(sliding, open, 10);

        OpenWindows<Object> after = stored(open);

        assertThat(sliding.next(after)).isEqualTo(15);
        add(sliding, after, 12, -1);
        fireUntil(sliding, after, 100);
        assertThat(results).containsExactly("[0,10)=1", "[5,15)=2", "[10,20)=1");
    }

    @Test
    void doNotOpenAgainForAnEventThatIsLate() throws Exception {
        WindowLogic sliding = logic(Window.sliding(millis(10), millis(5)));
        OpenWindows<Object> open = new OpenWindows<>();
        add(sliding, open, 7, 0);
        fireUntil(sliding, open, 10);

        add(sliding, open, 8, -1);

        assertThat(sliding.next(open)).isEqualTo(15);
        fireUntil(sliding, open, 100);
        assertThat(results).containsExactly("[0,10)=1", "[5,15)=2", "[10,20)=1");
    }

    @Test
    void withoutEventsHaveOneResultEach() throws Exception {
        WindowLogic empty = logic(Window.tumbling(millis(10)).withEmpty(millis(20)));
        OpenWindows<Object> open = new OpenWindows<>();
        add(empty, open, 5, 0);
        fireUntil(empty, open, 20);
        OpenWindows<Object> after = stored(open);
        add(empty, after, 22, 20);
        fireUntil(empty, after, 1_000);
        assertThat(results).containsExactly("[0,10)=1", "[10,20)=0", "[20,30)=1", "[30,40)=0", "[40,50)=0");
        assertThat(after.empty()).isTrue();
    }

    @Test
    void loseNothingWhenTheWindowIsAnotherOne() throws Exception {
        List<Window> windows = List.of(
                Window.tumbling(millis(60)),
                Window.tumbling(millis(60)).grace(millis(10)),
                Window.tumbling(millis(7)),
                Window.tumbling(millis(60)).offset(millis(30)),
                Window.session(millis(20)),
                Window.count(100).orAfter(millis(30)));
        for (Window before : windows) {
            for (Window now : windows) {
                OpenWindows<Object> open = new OpenWindows<>();
                add(logic(before), open, 5, 0);
                add(logic(before), open, 61, 5);
                long timer = logic(before).next(open);

                OpenWindows<Object> after = stored(open);
                results.clear();
                logic(now).fire(after, timer, this::result);
                fireUntil(logic(now), after, LONGEST);

                assertThat(results.stream()
                                .mapToLong(text -> Long.parseLong(text.replaceAll(".*=", "")))
                                .sum())
                        .as("%s, then %s: %s", before, now, results)
                        .isEqualTo(2);
            }
        }
    }

    @Test
    void showTheirAccumulators() throws Exception {
        WindowLogic tumbling = logic(Window.tumbling(millis(10)));
        OpenWindows<Object> open = new OpenWindows<>();
        add(tumbling, open, 7, 0);

        Object shown = new EntityTree(StateCodecs.openWindows(SUMS), LONGEST).of(open);

        assertThat(String.valueOf(((RawValue) shown).rawValue()))
                .contains("\"sum\":{\"value\":1}", "\"events\":1", "\"start\":0");
    }

    @Test
    void areReadWithAccumulatorsThatHaveGrown() {
        State<SumAndCount> grown = State.named("sums", SumAndCount.class, () -> new SumAndCount(0, 0));

        Compatibility fit = StateSchema.of(StateCodecs.openWindows(grown))
                .with(StateSchema.parse(
                        StateSchema.of(StateCodecs.openWindows(SUMS)).text()));

        assertThat(fit.toString()).contains("count");
        assertThat(fit.verdict()).isNotEqualTo(Compatibility.Verdict.INCOMPATIBLE);
    }

    @Test
    void areNotReadFromAStateWithoutWindows() {
        Compatibility fit = StateSchema.of(StateCodecs.openWindows(SUMS)).with(StateSchema.of(SUMS));

        assertThat(fit.verdict()).isEqualTo(Compatibility.Verdict.INCOMPATIBLE);
    }
}
