package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.ClosedWindow;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.runtime.FailureReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows as steps of a chain. Events are a key and a number, such as "a1". Times are milliseconds. */
class WindowsTest {

    private static final Duration TEN = Duration.ofMillis(10);

    private static final State<Long> SUMS = State.named("sums", Long.class, () -> 0L);
    private static final State<Long> TOTALS = State.named("totals", Long.class, () -> 0L);

    private final LocalContext context = new LocalContext(1);

    private static Pipeline.Keyed<String, String> keyed() {
        return Pipeline.named("local")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text.substring(0, 1));
    }

    private OperatorChain chain(Pipeline.Stage<String> stage) {
        return OperatorChain.compile(stage.to(Sink.tcp("out", (String text) -> text.getBytes(UTF_8))), 4, context);
    }

    /** Gives "key [start,end) events: sum". */
    private static Aggregation<String, Long, Object, String> sum() {
        return Aggregation.of((event, sum) -> sum + number(event), Long::sum, WindowsTest::text);
    }

    private static long number(String event) {
        if (event.endsWith("!")) {
            throw new IllegalArgumentException("meant to fail");
        }
        return Long.parseLong(event.substring(1));
    }

    private static String text(ClosedWindow<Object> window, Long sum) {
        if (sum == 13) {
            throw new IllegalArgumentException("meant to fail");
        }
        return "%s [%d,%d) %d: %d"
                .formatted(
                        window.key(),
                        window.start().toEpochMilli(),
                        window.end().toEpochMilli(),
                        window.events(),
                        sum);
    }

    private void event(OperatorChain chain, long time, String event) {
        tick(chain, time);
        context.clock().begin(time);
        chain.frame(0, event.getBytes(UTF_8));
    }

    private static void tick(OperatorChain chain, long time) {
        chain.tick(time, Integer.MAX_VALUE);
    }

    private List<String> outputs() {
        return context.texts("out");
    }

    @Test
    void closeWhenTimeReachesTheirEnd() {
        OperatorChain chain = chain(keyed().window(Window.tumbling(TEN)).aggregate("sum", SUMS, sum()));
        event(chain, 1, "b1");
        event(chain, 2, "a1");
        event(chain, 9, "a2");
        assertThat(outputs()).isEmpty();
        event(chain, 10, "a4");
        assertThat(outputs()).containsExactly("a [0,10) 2: 3", "b [0,10) 1: 1");
        tick(chain, 100);
        assertThat(outputs()).hasSize(3).last().isEqualTo("a [10,20) 1: 4");
        assertThat(chain.nextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void leaveNothingOfAKeyBehind() {
        OperatorChain chain = chain(keyed().window(Window.tumbling(TEN)).aggregate("sum", SUMS, sum()));
        event(chain, 1, "a1");
        assertThat(context.inMemory("sums", "a")).isNotNull();
        tick(chain, 10);
        assertThat(context.inMemory("sums", "a")).isNull();
    }

    @Test
    void mergeOverlappingOnes() {
        OperatorChain chain =
                chain(keyed().window(Window.sliding(TEN, Duration.ofMillis(5))).aggregate("sum", SUMS, sum()));
        event(chain, 1, "a1");
        event(chain, 7, "a2");
        tick(chain, 100);
        assertThat(outputs()).containsExactly("a [-5,5) 1: 1", "a [0,10) 2: 3", "a [5,15) 1: 2");
    }

    @Test
    void resultsHaveTheLastTimeOfTheirWindow() {
        OperatorChain chain = chain(keyed().window(Window.tumbling(TEN))
                .aggregate("sum", SUMS, sum())
                .partition((String text) -> "all")
                .window(Window.tumbling(TEN))
                .aggregate("total", TOTALS, Aggregation.of((text, count) -> count + 1, Long::sum, WindowsTest::text)));
        event(chain, 1, "a1");
        event(chain, 2, "b1");
        tick(chain, 10);
        assertThat(outputs()).containsExactly("all [0,10) 2: 2");
    }

    @Test
    void eventsThatComeAfterTheirWindowCountInTheOneThatIsOpen() {
        OperatorChain chain = chain(keyed().window(Window.tumbling(TEN)).aggregate("sum", SUMS, sum()));
        tick(chain, 25);
        context.clock().begin(9); // as another worker has sent it
        chain.receive(1, "a1", "a", 0);
        tick(chain, 100);
        assertThat(outputs()).containsExactly("a [20,30) 1: 1");
    }

    @Test
    void eventsThatComeAfterOneOfTheirWindowsCountInAsManyAsOthers() {
        OperatorChain chain =
                chain(keyed().window(Window.sliding(TEN, Duration.ofMillis(5))).aggregate("sum", SUMS, sum()));
        tick(chain, 6);
        context.clock().begin(4);
        chain.receive(1, "a1", "a", 0);
        tick(chain, 100);
        assertThat(outputs()).containsExactly("a [0,10) 1: 1", "a [5,15) 1: 1");
    }

    @Test
    void stayOpenForAGrace() {
        OperatorChain chain =
                chain(keyed().window(Window.tumbling(TEN).grace(TEN)).aggregate("sum", SUMS, sum()));
        tick(chain, 19);
        context.clock().begin(9);
        chain.receive(1, "a1", "a", 0);
        tick(chain, 100);
        assertThat(outputs()).containsExactly("a [0,10) 1: 1");
    }

    @Test
    void anEventThatCannotBeAddedCountsInNone() {
        OperatorChain chain = chain(keyed().window(Window.tumbling(TEN)).aggregate("sum", SUMS, sum()));
        event(chain, 1, "a!");
        event(chain, 2, "b1");
        event(chain, 3, "b!");
        tick(chain, 10);
        assertThat(outputs()).containsExactly("b [0,10) 1: 1");
        assertThat(context.letters).hasSize(2).allMatch(letter -> letter.reason() == FailureReason.COMPUTE);
    }

    @Test
    void oneWhoseResultFailsIsClosedAndLeavesTheOthersAlone() {
        OperatorChain chain = chain(keyed().window(Window.session(TEN)).aggregate("sum", SUMS, sum()));
        event(chain, 0, "a1");
        event(chain, 10, "a13");
        event(chain, 20, "a3");
        tick(chain, 100);
        assertThat(outputs()).containsExactly("a [0,10) 1: 1", "a [20,30) 1: 3");
        assertThat(context.letters).singleElement().matches(letter -> letter.reason() == FailureReason.COMPUTE);
        assertThat(context.letters.getFirst().cause())
                .contains("the window of key 'a' from 1970-01-01T00:00:00.010Z to 1970-01-01T00:00:00.020Z");
        assertThat(chain.nextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void countEventsAndBeginAnewAfterASilence() {
        OperatorChain chain = chain(keyed().window(Window.count(2).orAfter(TEN)).aggregate("sum", SUMS, sum()));
        event(chain, 0, "a1");
        event(chain, 5, "a2");
        event(chain, 6, "a4");
        event(chain, 7, "b1");
        tick(chain, 16);
        assertThat(outputs()).containsExactly("a [0,6) 2: 3", "a [6,7) 1: 4");
    }

    @Test
    void allEventsMakeAResultAtEach() {
        OperatorChain chain = chain(keyed().aggregate("sum", SUMS, sum()));
        event(chain, 0, "a1");
        event(chain, 5, "a2");
        event(chain, 6, "b1");
        assertThat(outputs()).containsExactly("a [0,1) 1: 1", "a [0,6) 2: 3", "b [6,7) 1: 1");
        assertThat(chain.nextTimer()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void timersAndWindowsThatAreDueTogetherFireInTheOrderOfTheSteps() {
        OperatorChain chain = chain(keyed().window(Window.tumbling(TEN))
                .aggregate("sum", SUMS, sum())
                .window(Window.count(5).orAfter(Duration.ofMillis(1)))
                .aggregate("total", TOTALS, Aggregation.of((text, count) -> count + 1, Long::sum, WindowsTest::text)));
        event(chain, 3, "a1");
        tick(chain, 10);
        assertThat(outputs()).containsExactly("a [9,10) 1: 1");
    }

    @Test
    void closeOnceAlsoIfNotAllThatAreDueFireAtOnce() {
        OperatorChain chain =
                chain(keyed().window(Window.sliding(TEN, Duration.ofMillis(5))).aggregate("sum", SUMS, sum()));
        event(chain, 7, "a1");
        event(chain, 7, "b1");
        chain.tick(10, 1);
        assertThat(outputs()).containsExactly("a [0,10) 1: 1");

        context.clock().begin(8); // from another worker
        chain.receive(1, "a2", "a", 0);
        context.clock().begin(12);
        chain.receive(1, "b2", "b", 0);

        tick(chain, 100);
        assertThat(outputs())
                .containsExactly(
                        "a [0,10) 1: 1",
                        "b [0,10) 1: 1",
                        "a [5,15) 2: 3",
                        "b [5,15) 2: 3",
                        "a [10,20) 1: 2",
                        "b [10,20) 1: 2");
    }

    @Test
    void anEventWhoseWindowIsFullCountsOnceAlsoIfTheResultFails() {
        OperatorChain chain = chain(keyed().window(Window.count(2)).aggregate("sum", SUMS, sum()));
        event(chain, 0, "a6");
        event(chain, 1, "a7");
        event(chain, 2, "a1");
        event(chain, 3, "a1");
        assertThat(outputs()).containsExactly("a [2,4) 2: 2");
        assertThat(context.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).contains("the window of key 'a' from 1970"));
        assertThat(context.events).as("that could enter once more").isEmpty();
    }

    @Test
    void aKeyThatCannotBeStoredLeavesNothingBehind() {
        OperatorChain chain = chain(Pipeline.named("local")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text + "\uD800")
                .window(Window.tumbling(TEN))
                .aggregate("sum", SUMS, sum()));
        event(chain, 1, "a1");
        event(chain, 2, "a1");
        tick(chain, 10);
        assertThat(outputs()).isEmpty();
        assertThat(context.letters).hasSize(2);
        assertThat(context.inMemory("sums", "a1\uD800")).isNull();
    }

    @Test
    void aSilenceEndsACountAlsoIfItsTimerIsLate() {
        OperatorChain chain = chain(keyed().window(Window.count(3).orAfter(TEN)).aggregate("sum", SUMS, sum()));
        event(chain, 0, "a1");
        context.clock().begin(50); // more timers were due than fire before a read
        chain.frame(0, "a2".getBytes(UTF_8));
        tick(chain, 100);
        assertThat(outputs()).containsExactly("a [0,1) 1: 1", "a [50,51) 1: 2");
    }

    @Test
    void aFailureBetweenWindowsWithoutEventsEndsNone() {
        OperatorChain chain = chain(keyed().window(Window.tumbling(TEN).withEmpty(Duration.ofMillis(30)))
                .aggregate("sum", SUMS, sum()));
        event(chain, 5, "a1");
        event(chain, 15, "a!");
        tick(chain, 100);
        assertThat(outputs()).containsExactly("a [0,10) 1: 1", "a [10,20) 0: 0", "a [20,30) 0: 0", "a [30,40) 0: 0");
    }
}
