package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Orders and their payments: joined, and those without the other found by timers. */
class JoinPipelineTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Encoder<Object> LINE = output -> (output + "\n").getBytes(UTF_8);

    /** What orders and payments have in common. */
    sealed interface Message permits Order, Payment {

        String order();

        Instant at();
    }

    record Order(String order, Instant at) implements Message {}

    record Payment(String order, Instant at) implements Message {}

    private static Pipeline.Stage<Order> orders() {
        return Pipeline.named("paid").from(Source.tcp("orders", Decoder.lines(JoinPipelineTest::order)));
    }

    /** A number and seconds after noon. */
    private static Order order(byte[] bytes) {
        return new Order(word(bytes, 0), NOON.plusSeconds(Long.parseLong(word(bytes, 1))));
    }

    private static Payment payment(byte[] bytes) {
        return new Payment(word(bytes, 0), NOON.plusSeconds(Long.parseLong(word(bytes, 1))));
    }

    private static String word(byte[] bytes, int index) {
        return new String(bytes, UTF_8).split(" ", -1)[index];
    }

    private static String paid(Order order, Payment payment) {
        return order.order() + " is paid after "
                + Duration.between(order.at(), payment.at()).toSeconds() + " s";
    }

    @Test
    void joinsByArrival() {
        Pipeline.Keyed<String, Payment> payments = Pipeline.named("paid")
                .from(Source.tcp("payments", Decoder.lines(JoinPipelineTest::payment)))
                .partition("payments by order", Payment::order);
        Pipeline pipeline = orders().partition("orders by number", Order::order)
                .join(
                        "match payments",
                        Order.class,
                        payments,
                        Payment.class,
                        Within.between(Duration.ofMinutes(1), TEN_MINUTES),
                        JoinPipelineTest::paid)
                .to(Sink.tcp("out", LINE));
        PipelineTest.everywhere(
                test -> {
                    test.source("orders").send("7 0", "8 0");
                    test.source("payments").send("7 5");
                    test.sink("out").sends("7 is paid after 5 s");
                    test.pass(Duration.ofMinutes(9));
                    test.source("payments").send("8 6");
                    test.sink("out").sends("8 is paid after 6 s");
                    test.pass(Duration.ofMinutes(2));
                    test.source("payments").send("7 7", "9 7");
                    test.source("orders").send("9 1");
                    test.sink("out").sends("9 is paid after 6 s");
                    test.pass(Duration.ofMinutes(2));
                    test.source("orders").send("9 1"); // its payment came too early
                },
                pipeline);
    }

    /** An outer join: what has met none has an output, too. */
    @Test
    void findsOrdersThatAreNotPaid() {
        State<Waiting> waiting = State.named("waiting", Waiting.class, Waiting::new);
        StateComputation<Message, Waiting, String> onMessage = (message, seen) -> switch (message) {
            case Order order when seen.payment != null -> Outcome.removed(paid(order, seen.payment));
            case Order order -> {
                seen.order = order;
                yield Outcome.timerAt(order.at().plus(TEN_MINUTES)).changedOnly();
            }
            case Payment payment when seen.order != null -> Outcome.removed(paid(seen.order, payment));
            case Payment payment -> {
                seen.payment = payment;
                yield Outcome.timerAt(payment.at().plus(TEN_MINUTES)).changedOnly();
            }
        };
        OnTimer<Waiting, String> onTimer = (seen, at) -> Outcome.removed(
                seen.order != null
                        ? seen.order.order() + " is not paid"
                        : Objects.requireNonNull(seen.payment).order() + " is paid without order");
        Pipeline pipeline = Pipeline.named("paid")
                .from(timed("orders", JoinPipelineTest::order))
                .merge(Pipeline.named("paid").from(timed("payments", JoinPipelineTest::payment)))
                .partition(Message::order)
                .computeState("match payments", waiting, onMessage, onTimer)
                .to(Sink.tcp("out", LINE));
        try (PipelineTest test = PipelineTest.of(pipeline).startingAt(NOON).durable()) {
            test.source("orders").send("7 0", "8 1");
            test.source("payments").send("8 2", "9 3");
            test.sink("out").sends("8 is paid after 1 s");
            test.checkpoint().crash();
            test.source("orders").send("10 700");
            test.source("payments").send("10 700");
            test.sink("out").sends("7 is not paid", "9 is paid without order", "10 is paid after 0 s");
        }
    }

    private static Source<Message> timed(String name, Decoder<Message> decoder) {
        return Source.tcp(name, Decoder.lines(decoder))
                .eventTime(EventTime.of(Message::at).outOfOrder(Duration.ofSeconds(1)));
    }

    /** The first of the two. */
    static final class Waiting {

        private @Nullable Order order;
        private @Nullable Payment payment;
    }
}
