package dev.bettong.documents;

import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.OnTimer;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Within;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The Java of joins.md. */
final class JoinsPage {

    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private JoinsPage() {}

    /** What orders and payments have in common. */
    sealed interface Message permits Order, Payment {

        String order();

        Instant at();
    }

    record Order(String id, Instant at) implements Message {

        @Override
        public String order() {
            return id;
        }
    }

    record Payment(String order, Instant at) implements Message {}

    record Paid(Order order, Payment payment) {}

    static Pipeline join(FramedDecoder<Order> order, FramedDecoder<Payment> payment, Encoder<Paid> json) {
        Pipeline.Keyed<String, Payment> payments = Pipeline.named("paid")
                .from(Source.tcp("payments", payment))
                .partition("payments by order", Payment::order);

        return Pipeline.named("paid")
                .from(Source.tcp("orders", order))
                .partition("orders by id", Order::id)
                .join(
                        "match payments",
                        Order.class,
                        payments,
                        Payment.class,
                        Within.between(Duration.ZERO, Duration.ofMinutes(10)),
                        Paid::new)
                .to(Sink.tcp("paid", json));
    }

    /** The one that came first. */
    static final class Waiting {

        private @Nullable Order order;
        private @Nullable Payment payment;

        private String alone() {
            return payment == null ? "not paid" : "paid without order";
        }
    }

    private static String paid(Order order, Payment payment) {
        return order.id() + " is paid after "
                + Duration.between(order.at(), payment.at()).toSeconds() + " s";
    }

    static Pipeline outerJoin(FramedDecoder<Message> orders, FramedDecoder<Message> payments, Encoder<String> line) {
        State<Waiting> waiting = State.named("waiting", Waiting.class, Waiting::new);
        StateComputation<Message, Waiting, String> onMessage = (message, seen) -> switch (message) {
            case Order order -> {
                if (seen.payment != null) {
                    yield Outcome.removed(paid(order, seen.payment));
                }
                seen.order = order;
                yield Outcome.timerAt(order.at().plus(TEN_MINUTES)).changedOnly();
            }
            case Payment payment -> {
                if (seen.order != null) {
                    yield Outcome.removed(paid(seen.order, payment));
                }
                seen.payment = payment;
                yield Outcome.timerAt(payment.at().plus(TEN_MINUTES)).changedOnly();
            }
        };
        OnTimer<Waiting, String> onTimer = (seen, at) -> Outcome.removed(seen.alone());
        return Pipeline.named("paid")
                .from(timed("orders", orders))
                .merge(Pipeline.named("paid").from(timed("payments", payments)))
                .partition(Message::order)
                .computeState("match payments", waiting, onMessage, onTimer)
                .to(Sink.tcp("out", line));
    }

    private static Source<Message> timed(String name, FramedDecoder<Message> decoder) {
        return Source.tcp(name, decoder).eventTime(EventTime.of(Message::at).outOfOrder(Duration.ofSeconds(1)));
    }
}
