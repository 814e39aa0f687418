package dev.bettong.documents;

import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;

/** The Java of pipelines.md. */
final class PipelinesPage {

    /** What comes to a desk. */
    sealed interface Order {

        String customer();
    }

    record Purchase(String customer, long amount) implements Order {}

    record Cancellation(String customer) implements Order {}

    /** Orders as a browser sends them. */
    record WebOrder(String text) {

        Order toOrder() {
            return Desk.parse(text);
        }
    }

    /** How much a customer has bought. */
    static final class Limit {

        long amount;
    }

    static final State<Limit> LIMITS = State.named("limits", Limit.class, Limit::new);

    static final class Desk {

        private Desk() {}

        /** "ann 250", or "ann" for a cancellation. */
        static Order parse(String text) {
            String[] words = text.split(" ", 2);
            return words.length == 1 ? new Cancellation(words[0]) : new Purchase(words[0], Long.parseLong(words[1]));
        }

        static boolean isLarge(Order order) {
            return order instanceof Purchase purchase && purchase.amount() >= 1_000;
        }
    }

    private PipelinesPage() {}

    static Pipeline carrying(FramedDecoder<String> texts, Encoder<Visit> line) {
        return Pipeline.named("visits")
                .from(Source.tcp("visits", texts))
                .compute("parse", text -> Visit.of(text))
                .partition(Visit::page)
                .carrying(Visit.class)
                .to(Sink.tcp("out", line));
    }

    static Pipeline branches(
            FramedDecoder<Order> order, StateComputation<Order, Limit, Order> checkLimit, Encoder<Order> line) {
        return Pipeline.named("desk")
                .from(Source.tcp("orders", order))
                .also(all -> all.to(Sink.tcp("audit", line)))
                .when(
                        "large",
                        Desk::isLarge,
                        large -> large.partition(Order::customer)
                                .computeState("limit", LIMITS, checkLimit)
                                .to(Sink.tcp("large", line)))
                .when(Cancellation.class, some -> some.to(Sink.tcp("cancellations", line)))
                .otherwise(rest -> rest.to(Sink.tcp("small", line)));
    }

    static Pipeline merged(FramedDecoder<Order> order, FramedDecoder<WebOrder> webOrder, Encoder<Order> line) {
        return Pipeline.named("desk")
                .from(Source.tcp("orders", order))
                .merge(Pipeline.named("desk")
                        .from(Source.tcp("web orders", webOrder))
                        .compute("to order", WebOrder::toOrder))
                .partition(Order::customer)
                .to(Sink.tcp("out", line));
    }
}
