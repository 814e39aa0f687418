package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.OnTimer;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The beans that the YAML about timers, calls, branches, merges and aggregations names. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class OrderFunctions {

    @Bean
    FramedDecoder<Order> order() {
        return Order.decoder();
    }

    @Bean
    FramedDecoder<Order> webOrder() {
        return Order.decoder();
    }

    @Bean
    PartitionFunction<Order, String> orderId() {
        return Order::id;
    }

    @Bean
    PartitionFunction<Order, String> customer() {
        return Order::customer;
    }

    @Bean
    ToLongFunction<Order> amount() {
        return Order::amount;
    }

    @Bean
    State<Long> cheapest() {
        return WindowsPage.CHEAPEST;
    }

    @Bean
    StateComputation<Order, TimersPage.Open, String> onOrder() {
        return (order, open) -> Outcome.timerAt(order.at()).changed(open.add(order));
    }

    @Bean
    OnTimer<TimersPage.Open, String> onTimeout() {
        return (open, at) -> Outcome.changed(open.unpaid(at));
    }

    @Bean
    State<TimersPage.Open> open() {
        return TimersPage.OPEN;
    }

    @Bean
    AsyncComputation<Order, Order> assess() {
        return CompletableFuture::completedFuture;
    }

    @Bean
    Computation<Order, Order> addCustomer() {
        return order -> order.of("Ann Lee");
    }

    @Bean
    Predicate<Order> isLarge() {
        return order -> order.amount() >= 1_000;
    }

    @Bean
    StateComputation<Order, PipelinesPage.Limit, Order> checkLimit() {
        return (order, limit) -> Outcome.changed(order);
    }

    @Bean
    State<PipelinesPage.Limit> limits() {
        return PipelinesPage.LIMITS;
    }

    @Bean
    Encoder<Object> line() {
        return any -> any.toString().getBytes(UTF_8);
    }
}
