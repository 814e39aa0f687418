package dev.bettong.examples.enrichment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * Orders in, such as {@code 7 250}, the number of a customer and an amount; out with the name of the customer:
 * {@code Ada: 250}. A service knows the names, and takes 20 milliseconds for each; many questions are under way at once. Orders
 * of a customer stay in their order.
 */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/enrichment/enrichment.properties")
public class Enrichment {

    private static final List<String> NAMES = List.of("Ada", "Alan", "Barbara", "Edsger", "Grace", "John", "Leslie");
    private static final long ANSWER_MILLIS = 20;

    record Order(long customer, long amount) {}

    record NamedOrder(String name, Order order) {}

    @Bean
    FramedDecoder<Order> order() {
        return Decoder.framed(4, ">I", Enrichment::decode);
    }

    @Bean
    PartitionFunction<Order, Long> customer() {
        return Order::customer;
    }

    /** Stands for the client of a database or of another service. */
    @Bean
    AsyncComputation<Order, NamedOrder> addName() {
        return order -> CompletableFuture.supplyAsync(
                () -> new NamedOrder(NAMES.get(Math.floorMod(order.customer(), NAMES.size())), order),
                CompletableFuture.delayedExecutor(ANSWER_MILLIS, TimeUnit.MILLISECONDS));
    }

    @Bean
    Encoder<NamedOrder> namedOrder() {
        return named ->
                "%s: %d%n".formatted(named.name(), named.order().amount()).getBytes(UTF_8);
    }

    @Bean
    Pipeline enrichmentPipeline(
            FramedDecoder<Order> order,
            PartitionFunction<Order, Long> customer,
            AsyncComputation<Order, NamedOrder> addName,
            Encoder<NamedOrder> namedOrder) {
        Calls calls = Calls.inFlight(1_000)
                .timeout(Duration.ofSeconds(2))
                .retry(Calls.Retry.attempts(3).on(TimeoutException.class));
        return Pipeline.named("Enrichment")
                .from(Source.tcp("orders-in", order))
                .partition(customer)
                .carrying(Order.class) // for whoever makes the functions with lambdas instead of beans, such as a test
                .computeAsync("add name", calls, addName)
                .to(Sink.tcp("orders-out", namedOrder));
    }

    private static Order decode(byte[] payload) {
        String[] words = new String(payload, UTF_8).split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("an order has 2 words, not %d".formatted(words.length));
        }
        return new Order(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }
}
