package dev.bettong.examples.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.JoinFunction;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Within;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * Orders in, such as {@code 7 250 2026-03-01T12:00:00Z}, a number, an amount and a time; payments in, which look the same; out
 * the orders that are paid within ten minutes: {@code 7: 250 after 42 s}. A payment of another amount does not count. Time is
 * that of orders and payments, up to a minute of which may come out of order.
 */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/payments/payments.properties")
public class Payments {

    private static final Duration OUT_OF_ORDER = Duration.ofMinutes(1);
    private static final Within TEN_MINUTES = Within.between(Duration.ZERO, Duration.ofMinutes(10));

    record PlacedOrder(long number, long amount, Instant at) {}

    record Payment(long order, long amount, Instant at) {}

    record Paid(PlacedOrder order, Duration after) {}

    @Bean
    FramedDecoder<PlacedOrder> placedOrder() {
        return Decoder.framed(4, ">I", payload -> {
            String[] words = words(payload);
            return new PlacedOrder(Long.parseLong(words[0]), Long.parseLong(words[1]), Instant.parse(words[2]));
        });
    }

    @Bean
    FramedDecoder<Payment> payment() {
        return Decoder.framed(4, ">I", payload -> {
            String[] words = words(payload);
            return new Payment(Long.parseLong(words[0]), Long.parseLong(words[1]), Instant.parse(words[2]));
        });
    }

    @Bean
    PartitionFunction<PlacedOrder, Long> placedOrderNumber() {
        return PlacedOrder::number;
    }

    @Bean
    PartitionFunction<Payment, Long> paymentOrderNumber() {
        return Payment::order;
    }

    @Bean
    JoinFunction<PlacedOrder, Payment, Paid> pay() {
        return (order, payment) ->
                order.amount() == payment.amount() ? new Paid(order, Duration.between(order.at(), payment.at())) : null;
    }

    @Bean
    Encoder<Paid> paid() {
        return paid -> "%d: %d after %d s%n"
                .formatted(
                        paid.order().number(),
                        paid.order().amount(),
                        paid.after().toSeconds())
                .getBytes(UTF_8);
    }

    @Bean
    Pipeline paymentsPipeline(
            FramedDecoder<PlacedOrder> placedOrder,
            FramedDecoder<Payment> payment,
            PartitionFunction<PlacedOrder, Long> placedOrderNumber,
            PartitionFunction<Payment, Long> paymentOrderNumber,
            JoinFunction<PlacedOrder, Payment, Paid> pay,
            Encoder<Paid> paid) {
        Pipeline.Keyed<Long, Payment> payments = Pipeline.named("Payments")
                .from(Source.tcp("payments", payment)
                        .eventTime(EventTime.of(Payment::at).outOfOrder(OUT_OF_ORDER)))
                .partition("payments by order", paymentOrderNumber);
        return Pipeline.named("Payments")
                .from(Source.tcp("placed-orders", placedOrder)
                        .eventTime(EventTime.of(PlacedOrder::at).outOfOrder(OUT_OF_ORDER)))
                .partition("orders by number", placedOrderNumber)
                .join("match payments", PlacedOrder.class, payments, Payment.class, TEN_MINUTES, pay)
                .to(Sink.tcp("paid-orders", paid));
    }

    private static String[] words(byte[] payload) {
        String[] words = new String(payload, UTF_8).split(" ", -1);
        if (words.length != 3) {
            throw new IllegalArgumentException("it has 3 words, not %d".formatted(words.length));
        }
        return words;
    }
}
