package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.test.PipelineTest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The Java of testing.md. */
class TestingPageTest {

    private static final State<AtomicInteger> TOTALS = State.named("totals", AtomicInteger.class, AtomicInteger::new);

    private final Pipeline splitAndCount = Pipeline.named("split and count")
            .from(Source.tcp("lines", Decoder.lines(bytes -> new String(bytes, UTF_8))))
            .computeMulti("split", line -> List.of(line.split(" ", -1)))
            .partition(word -> word)
            .computeState("count", TOTALS, (word, total) -> Outcome.changed(word + " => " + total.incrementAndGet()))
            .to(Sink.tcp("counts", (String text) -> text.getBytes(UTF_8)));

    @Test
    void countsSurviveACrash() {
        try (PipelineTest test = PipelineTest.of(splitAndCount).workers(2).durable()) {
            test.source("lines").send("the people", "the last");
            test.sink("counts").sendsInAnyOrder("the => 1", "people => 1", "the => 2", "last => 1");
            test.checkpoint().crash();
            test.source("lines").send("the end");
            test.sink("counts").sendsInAnyOrder("the => 3", "end => 1");
        }
    }

    @Test
    void countsAreTheSameEverywhere() {
        PipelineTest.everywhere(
                test -> {
                    test.source("lines").send("the people");
                    test.sink("counts").sendsInAnyOrder("the => 1", "people => 1");
                    test.source("lines").send("the end");
                    test.sink("counts").sendsInAnyOrder("the => 2", "end => 1");
                },
                splitAndCount);
    }
}
