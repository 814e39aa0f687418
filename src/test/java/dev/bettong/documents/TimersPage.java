package dev.bettong.documents;

import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.time.Duration;
import java.time.Instant;

/** The Java of timers.md. */
final class TimersPage {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    /** The orders with an id. */
    static final class Open {

        private String id = "";
        private long amount;

        String add(Order order) {
            id = order.id();
            amount += order.amount();
            return "%s is open with %d".formatted(id, amount);
        }

        String unpaid(Instant at) {
            return "%s is unpaid at %s".formatted(id, at);
        }
    }

    static final State<Open> OPEN = State.named("open", Open.class, Open::new);

    private TimersPage() {}

    static Pipeline watch(FramedDecoder<Order> orders, Encoder<String> line) {
        return Pipeline.named("watch")
                .from(Source.tcp("orders", orders))
                .partition(Order::id)
                .computeState(
                        "watch",
                        OPEN,
                        (Order order, Open open) ->
                                Outcome.timerAt(order.at().plus(TEN_MINUTES)).changed(open.add(order)),
                        (Open open, Instant at) -> Outcome.changed(open.unpaid(at)))
                .to(Sink.tcp("out", line));
    }
}
