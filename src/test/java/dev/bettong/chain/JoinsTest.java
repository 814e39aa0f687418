package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.OnTimer;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Window;
import dev.bettong.pipeline.Within;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Joins as steps of a chain. Events are such as "a1@5", where a is the key, and 5 the time in milliseconds. */
class JoinsTest {

    private static final Duration TEN = Duration.ofMillis(10);
    private static final Within NEXT_TEN = Within.between(Duration.ZERO, TEN);
    private static final State<Long> COUNTS = State.named("counts", Long.class, () -> 0L);

    private final JoinRun run = new JoinRun(NEXT_TEN, Duration.ZERO);

    private static Within within(long before, long after) {
        return Within.between(Duration.ofMillis(before), Duration.ofMillis(after));
    }

    @Test
    void eventsMeetUpToBothEnds() {
        run.left("a1@5");
        run.right("a2@5", "a3@15", "a4@16");
        assertThat(run.results()).containsExactly("a1 a2", "a1 a3");
    }

    @Test
    void rightEventsMayBeEarlierAndComeEarlier() {
        JoinRun before = new JoinRun(within(3, 0), Duration.ofMillis(20));
        before.right("a1@6", "a2@7", "a3@10", "a4@11");
        before.left("a5@10");
        assertThat(before.results()).containsExactly("a5 a2", "a5 a3");
    }

    @Test
    void eventsOfOtherKeysDoNotMeet() {
        run.left("a1@5", "b1@5");
        run.right("b2@5", "c2@5");
        assertThat(run.results()).containsExactly("b1 b2");
    }

    @Test
    void eachMeetsAllInTheOrderOfTheirTimesAndThenOfTheirComing() {
        JoinRun bounded = new JoinRun(within(10, 10), TEN);
        bounded.left("a3@7", "a1@5", "a4@7", "a2@5");
        bounded.right("a9@6");
        assertThat(bounded.results()).containsExactly("a1 a9", "a2 a9", "a3 a9", "a4 a9");
        bounded.left("a5@6");
        assertThat(bounded.results()).containsExactly("a5 a9");
    }

    @Test
    void noEventIsKeptForLongerThanItCanMeetOthers() {
        run.left("a1@5");
        run.right("b1@5");
        assertThat(run.waiting("a", "b")).isEqualTo(2);
        run.left("z@6");
        run.right("z@6"); // the next left event is later than b1
        assertThat(run.waiting("b")).isZero();
        run.left("z@15");
        run.right("z@15");
        assertThat(run.waiting("a")).isEqualTo(1);
        run.left("z@16");
        run.right("z@16");
        assertThat(run.waiting("a")).isZero();
    }

    @Test
    void eventsBehindTheWatermarkAreLate() {
        run.left("a1@5", "a2@8", "a3@7");
        run.right("a4@8");
        assertThat(run.results()).containsExactly("late a3@7", "a1 a4", "a2 a4");
    }

    @Test
    void theSideThatIsLessFarHoldsTimeBack() {
        JoinRun lagging = new JoinRun(JoinRun.keyed("left", Duration.ZERO)
                .window(Window.tumbling(TEN).grace(Duration.ofMillis(20)))
                .aggregate("last", State.named("last", JoinRun.Event.class, () -> new JoinRun.Event("", 0)), last())
                .join(
                        "pair",
                        JoinRun.Event.class,
                        JoinRun.keyed("right", Duration.ZERO),
                        JoinRun.Event.class,
                        within(0, 0),
                        JoinRun::pair));
        lagging.left("a1@5");
        lagging.right("a2@9");
        lagging.left("z1@29");
        lagging.right("z2@29");
        assertThat(lagging.results()).isEmpty();
        lagging.left("z1@30");
        lagging.right("z2@30"); // closes the window of the left side, whose result has the time 9
        assertThat(lagging.results()).containsExactly("a1 a2");
    }

    private static Aggregation<JoinRun.Event, JoinRun.Event, Object, JoinRun.Event> last() {
        return Aggregation.of((event, last) -> event, (left, right) -> right, (window, last) -> last);
    }

    @Test
    void anOutputHasTheLaterTimeAndIsInTimeForWindows() {
        JoinRun counting = new JoinRun(
                within(10, 10),
                Duration.ZERO,
                joined -> joined.window(Window.tumbling(TEN))
                        .aggregate(
                                "count",
                                COUNTS,
                                Aggregation.of(
                                        (pair, count) -> count + 1,
                                        Long::sum,
                                        (window, count) -> window.start().toEpochMilli() + ":" + count)));
        counting.left("a1@8");
        counting.right("a2@9", "a3@12");
        counting.left("a4@13", "z@30");
        counting.right("z@30");
        assertThat(counting.results()).containsExactly("0:1", "10:3");
    }

    @Test
    void timersBehindAJoinFire() {
        StateComputation<String, Long, String> begin =
                (pair, count) -> Outcome.timerAt(Instant.ofEpochMilli(20)).changed(pair);
        OnTimer<Long, String> end = (count, at) -> Outcome.changed("fired");
        JoinRun timed =
                new JoinRun(NEXT_TEN, Duration.ZERO, joined -> joined.computeState("remind", COUNTS, begin, end));
        timed.left("a1@5");
        timed.right("a2@6", "a3@20");
        assertThat(timed.results()).containsExactly("a1 a2");
        timed.left("z1@20");
        assertThat(timed.results()).containsExactly("fired");
    }

    @Test
    void anEventWhoseFunctionFailsMeetsNone() {
        JoinRun bounded = new JoinRun(within(10, 10), TEN);
        bounded.left("a1@5", "a2!@6");
        bounded.right("a3@7");
        assertThat(bounded.results()).containsExactly("compute a3@7");
        bounded.left("a4@7");
        assertThat(bounded.results()).isEmpty();
        bounded.right("b1@7");
        bounded.left("b2!@7", "b3@7");
        assertThat(bounded.results()).containsExactly("compute b2!@7", "b3 b1");
    }

    @Test
    void aPairMayHaveNoOutput() {
        run.left("a1-@5", "a2@5");
        run.right("a3@6");
        assertThat(run.results()).containsExactly("a2 a3");
    }

    @Test
    void aFlowCanBeJoinedWithItself() {
        Pipeline.Keyed<String, JoinRun.Event> all = JoinRun.keyed("all", Duration.ZERO);
        JoinRun self = new JoinRun(
                all.join("pair", JoinRun.Event.class, all, JoinRun.Event.class, within(0, 10), JoinRun::pair));
        self.left("a1@5", "a2@8");
        assertThat(self.results()).containsExactly("a1 a1", "a1 a2", "a2 a2");
    }

    @Test
    void joinsCanFollowEachOther() {
        Pipeline.Keyed<String, JoinRun.Event> third = JoinRun.keyed("third", Duration.ZERO);
        JoinRun three = new JoinRun(
                NEXT_TEN,
                Duration.ZERO,
                joined -> joined.join(
                        "second pair",
                        String.class,
                        third,
                        JoinRun.Event.class,
                        NEXT_TEN,
                        (pair, event) -> pair + " " + event.text()));
        three.left("a1@5");
        three.right("a2@8");
        three.comes(2, 0, "a3@18", "a4@19");
        assertThat(three.results()).containsExactly("a1 a2 a3");
    }

    @Test
    void listenersHearBothSides() {
        List<String> heard = new ArrayList<>();
        run.chain.tap("pair", (event, key, partition) -> heard.add(((JoinRun.Event) event).text()));
        run.left("a1@5");
        run.right("a2@5");
        assertThat(heard).containsExactly("a1", "a2");
        assertThat(run.chain.steps())
                .singleElement()
                .satisfies(counters -> assertThat(counters.messages()).isEqualTo(2));
    }

    // time of arrival

    private final LocalContext arriving = new LocalContext(1);

    private OperatorChain byArrival() {
        Pipeline.Keyed<String, String> right = keyed("right");
        return OperatorChain.compile(
                keyed("left")
                        .join("pair", String.class, right, String.class, NEXT_TEN, (one, other) -> one + " " + other)
                        .to(Sink.tcp("out", (String text) -> text.getBytes(UTF_8))),
                4,
                arriving);
    }

    private static Pipeline.Keyed<String, String> keyed(String source) {
        return Pipeline.named("local")
                .from(Source.tcp(source, Decoder.lines(bytes -> new String(bytes, UTF_8))))
                .partition(source + " by key", text -> text.substring(0, 1));
    }

    private void arrives(OperatorChain chain, int source, long time, String event) {
        if (chain.nextTimer() <= time) {
            chain.tick(time, Integer.MAX_VALUE);
        }
        arriving.clock().begin(time);
        chain.frame(source, event.getBytes(UTF_8));
    }

    @Test
    void withoutEventTimeArrivalCounts() {
        OperatorChain chain = byArrival();
        arrives(chain, 0, 5, "a1");
        arrives(chain, 1, 15, "a2");
        arrives(chain, 1, 16, "a3");
        arrives(chain, 0, 16, "a4");
        assertThat(arriving.texts("out")).containsExactly("a1 a2", "a4 a3");
        chain.tick(27, Integer.MAX_VALUE);
        assertThat(arriving.inMemory("pair", "a")).isNull();
        assertThat(chain.nextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatWasUnderWayForTooLongCountsAsIfItCameLater() {
        OperatorChain chain = byArrival();
        arrives(chain, 1, 5, "b1");
        chain.tick(30, Integer.MAX_VALUE);
        arriving.clock().begin(12); // as another worker has sent it
        chain.receive(1, "a1", "a", 0);
        arrives(chain, 1, 40, "a2");
        arrives(chain, 1, 41, "a3");
        assertThat(arriving.texts("out")).containsExactly("a1 a2");
        assertThat(arriving.letters).isEmpty();
    }
}
