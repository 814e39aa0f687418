package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.calls.PendingCall;
import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import dev.bettong.runtime.FailureReason;
import dev.bettong.time.StreamId;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps that call other services, in a chain whose clock and services the test is. */
class CallsTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Calls FOUR = Calls.inFlight(4).timeout(Duration.ofSeconds(2));

    private final LocalContext context = new LocalContext(1);
    private final Map<String, List<CompletableFuture<String>>> asked = new HashMap<>(); // by event, the calls
    private final List<String> order = new ArrayList<>(); // of the calls

    private CompletionStage<String> ask(String event) {
        order.add(event);
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.computeIfAbsent(event, any -> new ArrayList<>()).add(answer);
        return answer;
    }

    private static Source<String> words() {
        return Source.tcp("in", Decoder.lines(bytes -> new String(bytes, UTF_8)));
    }

    private OperatorChain unkeyed(Calls calls) {
        return OperatorChain.compile(
                Pipeline.named("p")
                        .from(words())
                        .computeAsync("ask", calls, this::ask)
                        .to(Sink.tcp("out", text -> text.getBytes(UTF_8))),
                1,
                context);
    }

    /** Events are a letter, which is the key, and a number. */
    private OperatorChain keyed(Calls calls) {
        return OperatorChain.compile(
                Pipeline.named("p")
                        .from(words())
                        .partition(word -> word.charAt(0))
                        .computeAsync("ask", calls, this::ask)
                        .to(Sink.tcp("out", text -> text.getBytes(UTF_8))),
                1,
                context);
    }

    private void send(OperatorChain chain, String... events) {
        for (String event : events) {
            chain.frame(0, event.getBytes(UTF_8));
        }
    }

    private void answer(OperatorChain chain, String event) {
        Objects.requireNonNull(asked.get(event)).getLast().complete(event);
        context.calls.run(chain);
    }

    private void fail(OperatorChain chain, String event, Throwable with) {
        Objects.requireNonNull(asked.get(event)).getLast().completeExceptionally(with);
        context.calls.run(chain);
    }

    private List<String> out() {
        return context.texts("out");
    }

    @Test
    void handsOnInTheOrderOfTheEventsBeforeAPartitioning() {
        OperatorChain chain = unkeyed(FOUR);

        send(chain, "a1", "b1", "a2");
        answer(chain, "a2");
        answer(chain, "b1");
        assertThat(out()).isEmpty();
        answer(chain, "a1");

        assertThat(out()).containsExactly("a1", "b1", "a2");
    }

    @Test // vector 65
    void handsOnInTheOrderOfTheEventsOfEachKeyBehindAPartitioning() {
        OperatorChain chain = keyed(FOUR);

        send(chain, "a1", "b1", "a2");
        answer(chain, "a2");
        answer(chain, "b1");
        assertThat(out()).containsExactly("b1");
        answer(chain, "a1");

        assertThat(out()).containsExactly("b1", "a1", "a2");
    }

    @Test
    void handsOnAsAnswersComeIfOrderDoesNotMatter() {
        OperatorChain chain = keyed(FOUR.unordered());

        send(chain, "a1", "b1", "a2");
        answer(chain, "a2");
        answer(chain, "b1");
        answer(chain, "a1");

        assertThat(out()).containsExactly("a2", "b1", "a1");
    }

    @Test
    void hasOnlySoManyCallsUnderWay() {
        OperatorChain chain = unkeyed(Calls.inFlight(2));

        send(chain, "a", "b", "c", "d", "e");
        assertThat(order).containsExactly("a", "b");
        assertThat(context.calls.backlog).isEqualTo(3);
        assertThat(chain.pending().getFirst().counters().inFlight()).isEqualTo(2);
        assertThat(chain.pending().getFirst().counters().waiting()).isEqualTo(3);
        answer(chain, "b"); // which waits for its turn, but is not under way

        assertThat(order).containsExactly("a", "b", "c");
        assertThat(out()).isEmpty();
        answer(chain, "a");
        assertThat(order).containsExactly("a", "b", "c", "d");
        assertThat(context.calls.backlog).isEqualTo(1);
    }

    @Test
    void dropsAnEventWhoseAnswerIsNothing() {
        OperatorChain chain = unkeyed(FOUR);

        send(chain, "a", "b");
        Objects.requireNonNull(asked.get("a")).getFirst().complete(null);
        answer(chain, "b");

        assertThat(out()).containsExactly("b");
        assertThat(chain.pending().getFirst().isEmpty()).isTrue();
    }

    @Test
    void triesAgainWithLongerWaits() {
        OperatorChain chain = unkeyed(FOUR.retry(Calls.Retry.attempts(4)
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(3))
                .on(IOException.class)));

        send(chain, "a");
        for (long wait : new long[] {1, 2, 3}) {
            int before = order.size();
            fail(chain, "a", new ConnectException("refused"));
            context.calls.pass(wait * SECOND - 1, chain);
            assertThat(order).hasSize(before);
            context.calls.pass(1, chain);
            assertThat(order).hasSize(before + 1);
        }
        assertThat(context.letters).isEmpty();
        fail(chain, "a", new ConnectException("refused"));

        assertThat(context.letters).singleElement().satisfies(letter -> {
            assertThat(letter.place()).isEqualTo("ask");
            assertThat(letter.reason()).isEqualTo(FailureReason.COMPUTE);
            assertThat(letter.cause())
                    .startsWith("4 attempts, the last one: java.net.ConnectException: refused at dev.bettong");
        });
        assertThat(chain.pending().getFirst().counters().retries()).isEqualTo(3);
        assertThat(chain.pending().getFirst().isEmpty()).isTrue();
    }

    @Test
    void doesNotTryAgainAfterOtherFailures() {
        OperatorChain chain = unkeyed(FOUR.retry(Calls.Retry.attempts(4).on(IOException.class)));

        send(chain, "a");
        fail(chain, "a", new IllegalStateException("no"));

        assertThat(order).containsExactly("a");
        assertThat(context.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).startsWith("java.lang.IllegalStateException: no"));
    }

    @Test
    void failsIfTheTestOfAFailureThrows() {
        OperatorChain chain = unkeyed(FOUR.retry(Calls.Retry.attempts(4).on(thrown -> {
            throw new IllegalArgumentException("broken");
        })));

        send(chain, "a");
        fail(chain, "a", new IllegalStateException("no"));

        assertThat(context.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).contains("IllegalArgumentException: broken"));
        assertThat(chain.pending().getFirst().isEmpty()).isTrue();
    }

    @Test
    void failsIfTheTestOfAFailureThrowsIt() {
        OperatorChain chain = unkeyed(FOUR.retry(Calls.Retry.attempts(4).on(thrown -> {
            throw (RuntimeException) thrown;
        })));

        send(chain, "a");
        fail(chain, "a", new IllegalStateException("no"));

        assertThat(context.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause()).contains("IllegalStateException: no"));
    }

    @Test
    void failsIfAStageIsBroken() {
        OperatorChain chain = OperatorChain.compile(
                Pipeline.named("p")
                        .from(words())
                        .computeAsync("ask", FOUR, word -> new CompletableFuture<String>() {
                            @Override
                            public CompletableFuture<String> whenComplete(
                                    BiConsumer<? super String, ? super Throwable> action) {
                                throw new IllegalStateException("broken");
                            }
                        })
                        .done(),
                1,
                context);

        send(chain, "a", "b");
        context.calls.run(chain);

        assertThat(context.letters)
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.cause()).contains("IllegalStateException: broken"));
        assertThat(chain.pending().getFirst().isEmpty()).isTrue();
    }

    /** After a recovery with another number of workers, new calls may be made at a time before that of restored ones. */
    @Test
    void holdsBackTimeForACallThatIsEarlierThanThoseBeforeIt() {
        OperatorChain chain = windows(FOUR);
        PendingCall.Keyed later = new PendingCall.Keyed("a28", 'a', 0);
        chain.pending()
                .getFirst()
                .restore(
                        List.of(new PendingCall(
                                new PendingCall.Id(1, 7),
                                later,
                                null,
                                context.calls.origin(),
                                new PendingCall.Times(28, 28))),
                        8);
        chain.pending().getFirst().begin();

        read(chain, "b5", "b40");
        assertThat(out()).isEmpty();
        answerAndSpread(chain, "a28");
        answerAndSpread(chain, "b5");
        assertThat(out()).containsExactly("b [0,10)=1", "a [20,30)=1");
        assertThat(context.letters).isEmpty();
    }

    @Test
    void holdsBackOnlyTheKeyOfWhatWaitsForAnotherAttempt() {
        OperatorChain chain = keyed(FOUR.retry(Calls.Retry.attempts(2)));

        send(chain, "a1", "a2", "b1");
        fail(chain, "a1", new IOException("no"));
        answer(chain, "a2");
        answer(chain, "b1");
        assertThat(out()).containsExactly("b1");
        context.calls.pass(SECOND, chain);
        answer(chain, "a1");

        assertThat(out()).containsExactly("b1", "a1", "a2");
    }

    @Test
    void givesUpAnAttemptThatTakesTooLongAndDoesNotTakeItsAnswer() {
        OperatorChain chain = unkeyed(FOUR);

        send(chain, "a");
        context.calls.pass(SECOND, chain);
        send(chain, "b");
        context.calls.pass(SECOND, chain);

        assertThat(Objects.requireNonNull(asked.get("a")).getFirst()).isCancelled();
        assertThat(context.letters)
                .singleElement()
                .satisfies(letter -> assertThat(letter.cause())
                        .startsWith("java.util.concurrent.TimeoutException: no answer within PT2S"));
        answer(chain, "a");
        answer(chain, "b");
        assertThat(out()).containsExactly("b");
        assertThat(context.letters).hasSize(1);
        assertThat(chain.pending().getFirst().counters().timeouts()).isEqualTo(1);
        assertThat(context.calls.durations).containsExactly(2 * SECOND, SECOND);
    }

    @Test
    void takesTheAnswerOfTheAttemptAfterATimeOutOnce() {
        OperatorChain chain = unkeyed(FOUR.retry(Calls.Retry.attempts(2)));

        send(chain, "a");
        CompletableFuture<String> first = Objects.requireNonNull(asked.get("a")).getFirst();
        context.calls.pass(3 * SECOND, chain);
        assertThat(order).containsExactly("a", "a");
        first.complete("late");
        context.calls.run(chain);
        answer(chain, "a");
        context.calls.pass(10 * SECOND, chain);

        assertThat(out()).containsExactly("a");
        assertThat(context.letters).isEmpty();
    }

    @SuppressWarnings("NullAway") // authors may write where no compiler checks for it
    private static CompletionStage<String> nothing() {
        return null;
    }

    @Test
    void failsWhatTheFunctionThrowsOrLeavesOut() {
        OperatorChain chain = OperatorChain.compile(
                Pipeline.named("p")
                        .from(words())
                        .<String>computeAsync("ask", FOUR, word -> {
                            if (word.equals("a")) {
                                throw new IOException("cannot ask");
                            }
                            return nothing();
                        })
                        .to(Sink.tcp("out", text -> text.getBytes(UTF_8))),
                1,
                context);

        send(chain, "a", "b");
        context.calls.run(chain);

        assertThat(context.letters)
                .extracting(LocalContext.Letter::cause)
                .satisfiesExactly(
                        thrown -> assertThat(thrown).startsWith("java.io.IOException: cannot ask"),
                        none -> assertThat(none).contains("the function returned null instead of a CompletionStage"));
    }

    private OperatorChain windows(Calls calls) {
        State<Long> counts = State.named("counts", Long.class, () -> 0L);
        return OperatorChain.compile(
                Pipeline.named("p")
                        .from(words().eventTime(
                                        EventTime.of(word -> Instant.ofEpochMilli(Long.parseLong(word.substring(1))))))
                        .partition(word -> word.charAt(0))
                        .computeAsync("ask", calls, this::ask)
                        .window(Window.tumbling(Duration.ofMillis(10)))
                        .aggregate("count", counts, Aggregation.count())
                        .to(Sink.tcp(
                                "out",
                                result -> "%s [%d,%d)=%d"
                                        .formatted(
                                                result.window().key(),
                                                result.window().start().toEpochMilli(),
                                                result.window().end().toEpochMilli(),
                                                result.value())
                                        .getBytes(UTF_8))),
                1,
                context);
    }

    private void read(OperatorChain chain, String... events) {
        EventTimes times = Objects.requireNonNull(chain.times());
        context.clock().arrived(0);
        times.begin(false);
        times.read(new StreamId(0, 0, 1));
        send(chain, events);
        times.spread();
    }

    private void answerAndSpread(OperatorChain chain, String event) {
        EventTimes times = Objects.requireNonNull(chain.times());
        times.begin(false);
        answer(chain, event);
        times.spread();
    }

    @ParameterizedTest // vector 66
    @CsvSource({"true", "false"})
    void closesAWindowWhenThoseBeforeItsEndAreAnswered(boolean ordered) {
        OperatorChain chain = windows(ordered ? FOUR : FOUR.unordered());

        read(chain, "a5", "b10", "c25");
        answerAndSpread(chain, "b10");
        answerAndSpread(chain, "c25");
        assertThat(out()).isEmpty();
        answerAndSpread(chain, "a5");

        assertThat(out()).containsExactly("a [0,10)=1", "b [10,20)=1");
        assertThat(context.letters).isEmpty();
    }

    @Test
    void closesAWindowWhenACallBeforeItsEndHasFailed() {
        OperatorChain chain = windows(FOUR);

        read(chain, "a5", "a6", "b10");
        answerAndSpread(chain, "a5");
        answerAndSpread(chain, "b10");
        assertThat(out()).isEmpty();
        EventTimes times = Objects.requireNonNull(chain.times());
        times.begin(false);
        fail(chain, "a6", new IOException("no"));
        times.spread();

        assertThat(out()).containsExactly("a [0,10)=1");
    }

    @Test
    void holdsBackTimeOnlyBeyondTheOldestCall() {
        OperatorChain chain = windows(FOUR);

        read(chain, "a5");
        answerAndSpread(chain, "a5");
        read(chain, "a12");

        assertThat(out()).containsExactly("a [0,10)=1"); // the call was made when time was at 12
        read(chain, "a20");
        assertThat(out()).hasSize(1);
        answerAndSpread(chain, "a12");
        assertThat(out()).containsExactly("a [0,10)=1", "a [10,20)=1");
    }
}
