package dev.bettong.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.check.CheckedGraph;
import dev.bettong.check.StartUp;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.JoinFunction;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.TimestampExtractor;
import dev.bettong.pipeline.Within;
import dev.bettong.problem.ConfigurationProblem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Joins in the configuration. */
class JoinWiringTest {

    record Order(String id) {}

    record Payment(String order, int amount) {}

    record Paid(Order order, Payment payment) {}

    @Configuration(proxyBeanMethods = false)
    static class Functions {

        @Bean
        FramedDecoder<Order> order() {
            return Decoder.lines(bytes -> new Order(new String(bytes, UTF_8)));
        }

        @Bean
        FramedDecoder<Payment> payment() {
            return Decoder.lines(bytes -> new Payment(new String(bytes, UTF_8), 1));
        }

        @Bean
        PartitionFunction<Order, String> orderId() {
            return Order::id;
        }

        @Bean
        PartitionFunction<Payment, String> paymentOrder() {
            return Payment::order;
        }

        @Bean
        PartitionFunction<Payment, Integer> amount() {
            return Payment::amount;
        }

        @Bean
        JoinFunction<Order, Payment, Paid> paid() {
            return Paid::new;
        }

        @Bean
        JoinFunction<Order, Order, Order> twice() {
            return (one, other) -> one;
        }

        @Bean
        PartitionFunction<Paid, String> paidOrder() {
            return paid -> paid.order().id();
        }
    }

    private static String pipeline(String join, String more) {
        return """
                bettong:
                  sources: {orders: {tcp: {port: 0}}, payments: {tcp: {port: 0}}}
                  pipelines:
                    p:
                      from: {source: orders, decoder: order}
                      steps: [{partition: orderId}, {name: x, %s}%s]
                """.formatted(join, more);
    }

    private static final String WITH = "with: {from: {source: payments, decoder: payment}, steps: [{partition: %s}]}";
    private static final String BY_ORDER = WITH.formatted("paymentOrder");
    private static final String WITHIN = "within: {before: 1s, after: 10m}";

    @Test
    void wiresAJoin() {
        StartUp.application(
                        pipeline("join: paid, %s, %s".formatted(BY_ORDER, WITHIN), ", {partition: paidOrder}"),
                        Functions.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Pipeline built =
                            context.getBean(CheckedGraph.class).pipelines().getFirst();
                    assertThat(built.sources()).extracting(Source::name).containsExactly("orders", "payments");
                    Step.Partition left = new Step.Partition(
                            built.from().getFirst(),
                            "partition 1",
                            context.getBean("orderId", PartitionFunction.class));
                    Step.Partition right = new Step.Partition(
                            built.from().getLast(),
                            "partition 1 of x",
                            context.getBean("paymentOrder", PartitionFunction.class));
                    Step join = new Step.Join(
                            left,
                            right,
                            "x",
                            Order.class,
                            Payment.class,
                            Within.between(Duration.ofSeconds(1), Duration.ofMinutes(10)),
                            context.getBean("paid", JoinFunction.class));
                    Step last = new Step.Partition(
                            join, "partition 2", context.getBean("paidOrder", PartitionFunction.class));
                    assertThat(built.steps()).containsExactly(left, right, join, last);
                });
    }

    @Test
    void wiresAJoinOfSeveralSourcesAndOneAfterTheOther() {
        String all = "with: {from-all: [{source: payments, decoder: payment}, {source: more, decoder: payment}],"
                + " steps: [{partition: paymentOrder}]}";
        String again = ", {name: y, join: again, with: {from: {source: others, decoder: payment}, steps: [{partition:"
                + " paymentOrder}]}, within: {after: 1s}}";
        StartUp.application(
                        pipeline("join: paid, %s, %s".formatted(all, WITHIN), again)
                                + "bettong.sources: {more.tcp.port: 0, others.tcp.port: 0}\n",
                        Functions.class)
                .withBean("again", Again.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Pipeline built =
                            context.getBean(CheckedGraph.class).pipelines().getFirst();
                    assertThat(built.sources())
                            .extracting(Source::name)
                            .containsExactly("orders", "payments", "more", "others");
                    assertThat(built.partitionings())
                            .extracting(Step::name)
                            .containsExactly("partition 1", "partition 1 of x", "partition 1 of y");
                });
    }

    static final class Again implements JoinFunction<Paid, Payment, Paid> {

        @Override
        public Paid join(Paid left, Payment right) {
            return left;
        }
    }

    static Stream<Arguments> broken() {
        String beans = " Name a JoinFunction bean: 'paid', 'twice'.";
        return Stream.of(
                arguments(
                        "join: piad, %s, %s".formatted(BY_ORDER, WITHIN),
                        List.of(", step 2 'x': 'join' names the bean 'piad', which does not exist. Did you mean 'paid'?"
                                + beans)),
                arguments(
                        "join: paid, " + WITHIN,
                        List.of(
                                ", step 2 'x': It does not say with what it joins. Add 'with: {from: ..., steps: [...]}'.")),
                arguments(
                        "join: paid, " + BY_ORDER,
                        List.of(
                                ", step 2 'x': It does not say how far in time the events may be from each other. Add 'within:"
                                        + " {before: 0s, after: 10m}', or what fits.")),
                arguments(
                        "join: paid, %s, within: {after: -1s}".formatted(BY_ORDER),
                        List.of(
                                ", step 3 'x': The time after of its interval is PT-1S. Give whole milliseconds, from 0 ms to 100"
                                        + " years.")),
                arguments(
                        "join: paid, %s, %s".formatted(WITH.formatted("amount"), WITHIN),
                        List.of(
                                ", step 2 'x': The keys of its left side are of type java.lang.String, and those of its right side"
                                        + " of type java.lang.Integer: none is in both. Partition both sides by keys of the same"
                                        + " type.")),
                arguments(
                        "join: twice, %s, %s".formatted(BY_ORDER, WITHIN),
                        List.of(", step 2 'x', with, from decoder 'payment' to step 2 'x': Decoder 'payment' gives"
                                + " dev.bettong.wiring.JoinWiringTest$Payment, but step 2 'x' takes"
                                + " dev.bettong.wiring.JoinWiringTest$Order. Put a computation between them that makes the one"
                                + " of the other, or name a bean whose types fit.")),
                arguments(
                        "join: paid, with: {from: {source: payments, decoder: payment}}, " + WITHIN,
                        List.of(
                                ", step 2 'x': No step before its right side partitions, so there is no key to join by. Put a"
                                        + " partition or collect step before it.")),
                arguments(
                        "join: paid, with: {steps: [{partition: paymentOrder}]}, " + WITHIN,
                        List.of(
                                ", step 2 'x', with, from: 'decoder' is missing. Name a FramedDecoder bean: 'order', 'payment'.")),
                arguments(
                        "partition: orderId, %s, %s".formatted(BY_ORDER, WITHIN),
                        List.of(
                                ", step 2 'x': 'with' does not belong to 'partition'. Remove it, or write join.",
                                ", step 2 'x': 'within' does not belong to 'partition'. Remove it, or write join.")),
                arguments(
                        "join: paid, in-flight: 3, %s, %s".formatted(BY_ORDER, WITHIN),
                        List.of(
                                ", step 2 'x': 'in-flight' does not belong to 'join'. Remove it, or write compute-async or"
                                        + " compute-blocking.")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void doesNotStartWith(String join, List<String> messages) {
        assertThat(StartUp.problems(StartUp.application(pipeline(join, ""), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .containsAll(messages.stream()
                        .map(message -> "pipeline 'p' (bettong.pipelines.p)" + message)
                        .toList());
    }

    @Test
    void saysWhyAJoinCannotBeWithinTheRightSideOfAnother() {
        String inner = "{partition: paymentOrder}, {name: y, join: twice, %s, %s}".formatted(BY_ORDER, WITHIN);
        String with = "with: {from: {source: payments, decoder: payment}, steps: [%s]}".formatted(inner);

        assertThat(StartUp.problems(StartUp.application(
                        pipeline("join: paid, %s, %s".formatted(with, WITHIN), ""), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .contains(
                        "pipeline 'p' (bettong.pipelines.p), step 2 'x', with, step 2 'y': A join cannot stand within the right"
                                + " side of another one in the configuration. Join one after the other, or build the pipeline in"
                                + " Java.");
    }

    @Test
    void doesNotStartWithBranchesBeforeAJoin() {
        String with = "with: {from: {source: payments, decoder: payment}, steps: [{branches: [{otherwise: {}}]}]}";

        assertThat(StartUp.problems(StartUp.application(
                        pipeline("join: paid, %s, %s".formatted(with, WITHIN), ""), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .contains(
                        "pipeline 'p' (bettong.pipelines.p), step 2 'x', with: It ends in branches, so no event comes to"
                                + " the join. Let a computation leave out what is not to be joined.");
    }

    @Test
    void findsSidesThatDisagreeAboutTheirTime() {
        String with = "with: {from: {source: payments, decoder: payment, time: {of: now}}, steps: [{partition:"
                + " paymentOrder}]}";

        assertThat(StartUp.problems(StartUp.application(
                                pipeline("join: paid, %s, %s".formatted(with, WITHIN), ""), Functions.class)
                        .withBean("now", Now.class)))
                .extracting(ConfigurationProblem::toString)
                .containsExactly(
                        "pipeline 'p' (bettong.pipelines.p): The events of some sources have a time of their own, and"
                                + " those of 'orders' have not. Give all of its sources an event time, or none.");
    }

    static final class Now implements TimestampExtractor<Payment> {

        @Override
        public Instant timestamp(Payment event) {
            return Instant.EPOCH;
        }
    }
}
