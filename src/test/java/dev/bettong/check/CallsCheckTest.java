package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.codec.EventType;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls that compile and cannot work. */
class CallsCheckTest {

    private static final Calls FOUR = Calls.inFlight(4);

    private static Pipeline calling(Calls calls) {
        return Pipeline.named("p")
                .from(Source.tcp("in", Decoder.lines(bytes -> new String(bytes, UTF_8))))
                .computeBlocking("ask", calls, text -> text)
                .done();
    }

    private static List<String> problems(Pipeline pipeline, Map<Step, EventType> types, boolean durable) {
        return Found.in(pipeline, (problems, declared) -> new CallsCheck(problems).check(declared, types, durable));
    }

    private static List<String> problems(Calls calls) {
        return problems(calling(calls), Map.of(), false);
    }

    @Test
    void findsNothingInThoseThatCan() {
        assertThat(problems(FOUR.retry(Calls.Retry.attempts(3).backoff(Duration.ZERO, Duration.ZERO))))
                .isEmpty();
    }

    @Test
    void findsNumbersAndTimesThatCannotBeMeant() {
        Calls.Retry retry = Calls.Retry.attempts(0).backoff(Duration.ofSeconds(2), Duration.ofSeconds(1));

        assertThat(problems(Calls.inFlight(0).timeout(Duration.ZERO).retry(retry)))
                .containsExactly(
                        "pipeline 'p' (bean 'p'), step 1 'ask': It would have 0 calls under way at once. Give a number from"
                                + " 1 to 1000000.",
                        "pipeline 'p' (bean 'p'), step 1 'ask': The time for a call is PT0S. Give a time from 1 ms to a"
                                + " day.",
                        "pipeline 'p' (bean 'p'), step 1 'ask': It would try a call 0 times. Give a number of attempts from"
                                + " 1 to 1000.",
                        "pipeline 'p' (bean 'p'), step 1 'ask': Between two attempts it would wait for PT2S at first, and"
                                + " for PT1S at most. Let the first wait be the shortest.");
    }

    @Test
    void findsEventsWhoseTypeIsNotKnownIfTheyMustBeSaved() {
        assertThat(problems(calling(FOUR), Map.of(), true))
                .containsExactly("pipeline 'p' (bean 'p'), step 1 'ask': The type of its events is not known, but a"
                        + " checkpoint has to save those whose calls are under way. Declare the function as a bean or as a"
                        + " class of its own, because a lambda does not say its types; or say .carrying(...) at the"
                        + " partitioning before it.");
    }

    @Test
    void findsEventsThatCannotBeSaved() {
        Pipeline pipeline = calling(FOUR);
        IdentityHashMap<Step, EventType> types = new IdentityHashMap<>();
        types.put(pipeline.from().getFirst(), EventType.of(Thread.class));

        assertThat(problems(pipeline, types, true))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith(
                                "pipeline 'p' (bean 'p'), step 1 'ask': A checkpoint has to save the events whose calls are"
                                        + " under way, and cannot save those of type java.lang.Thread: ")
                        .endsWith("Let a computation before it make records of what the call needs."));
    }
}
