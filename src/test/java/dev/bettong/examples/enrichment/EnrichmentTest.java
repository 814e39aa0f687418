package dev.bettong.examples.enrichment;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.test.PipelineTest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class EnrichmentTest {

    private final Enrichment enrichment = new Enrichment();
    private final Deque<CompletableFuture<Enrichment.NamedOrder>> asked = new ArrayDeque<>();

    private Pipeline asking(AsyncComputation<Enrichment.Order, Enrichment.NamedOrder> addName) {
        return enrichment.enrichmentPipeline(
                enrichment.order(), enrichment.customer(), addName, enrichment.namedOrder());
    }

    private static Enrichment.NamedOrder named(Enrichment.Order order) {
        return new Enrichment.NamedOrder("customer " + order.customer(), order);
    }

    @Test
    void addsTheNameOfTheCustomer() {
        PipelineTest.everywhere(
                test -> {
                    test.source("orders-in").send("7 250", "8 100", "7 10");
                    test.settle();
                    test.sink("orders-out").sendsInAnyOrder("customer 7: 250", "customer 8: 100", "customer 7: 10");
                },
                asking(order -> CompletableFuture.completedStage(named(order))));
    }

    @Test
    void keepsTheOrderOfEachCustomer() {
        try (PipelineTest test = PipelineTest.of(asking(this::ask))) {
            test.source("orders-in").send("7 250", "7 10");
            asked.getLast().complete(new Enrichment.NamedOrder("Ada", new Enrichment.Order(7, 10)));
            test.settle();
            test.sink("orders-out").sendsNothing();
            asked.getFirst().complete(new Enrichment.NamedOrder("Ada", new Enrichment.Order(7, 250)));
            test.settle();
            test.sink("orders-out").sends("Ada: 250", "Ada: 10");
        }
    }

    @Test
    void asksThreeTimes() {
        try (PipelineTest test = PipelineTest.of(asking(this::ask))) {
            test.source("orders-in").send("7 250");
            test.pass(Duration.ofSeconds(10));
            test.fails("add name", "compute");
            test.source("orders-in").send("not an order at all");
            test.fails("orders-in", "decode");
        }
    }

    private CompletableFuture<Enrichment.NamedOrder> ask(Enrichment.Order order) {
        CompletableFuture<Enrichment.NamedOrder> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }
}
