package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Within;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Orders and their payments. */
class JoinPipelineTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    private static final Encoder<Object> LINE = output -> (output + "\n").getBytes(UTF_8);

    record Order(String order, Instant at) {}

    record Payment(String order, Instant at) {}

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
}
