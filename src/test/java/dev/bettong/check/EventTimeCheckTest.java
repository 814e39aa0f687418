package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Event time that compiles and cannot work; what can be said in YAML, too, is tested there. */
class EventTimeCheckTest {

    private static final EventTime<String> TIME = EventTime.of(Instant::parse);

    private static Source<String> source(String name) {
        return Source.tcp(name, Decoder.lines(bytes -> new String(bytes, UTF_8)));
    }

    private static List<String> problems(Pipeline pipeline) {
        return Found.in(pipeline, (problems, declared) -> new EventTimeCheck(problems).check(declared));
    }

    @Test
    void findsNothingInOneThatCan() {
        assertThat(problems(Pipeline.named("p")
                        .from(source("in").eventTime(TIME))
                        .merge(Pipeline.named("p").from(source("other").eventTime(TIME.outOfOrder(Duration.ofDays(1)))))
                        .done()))
                .isEmpty();
    }

    @Test
    void findsSourcesThatDisagree() {
        assertThat(problems(Pipeline.named("p")
                        .from(source("in").eventTime(TIME))
                        .merge(Pipeline.named("p").from(source("other")))
                        .done()))
                .containsExactly(
                        "pipeline 'p' (bean 'p'): The events of some sources have a time of their own, and those of"
                                + " 'other' have not. Give all of its sources an event time, or none.");
    }

    @Test
    void findsTimesThatCannotBeMeant() {
        assertThat(problems(Pipeline.named("p")
                        .from(source("in").eventTime(TIME.ahead(Duration.ofSeconds(-1))))
                        .done()))
                .containsExactly(
                        "pipeline 'p' (bean 'p'), source 'in': The time that an event may be ahead of the clock is"
                                + " PT-1S. Give a time from 0 ms to 100 years.");
    }
}
