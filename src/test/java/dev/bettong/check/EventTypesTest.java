package dev.bettong.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.codec.EventType;
import dev.bettong.format.Csv;
import dev.bettong.format.Json;
import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.MultiComputation;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Pipeline.Stage;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.pipeline.Step;
import dev.bettong.pipeline.TypeRef;
import dev.bettong.problem.ConfigurationProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;

/** The types of events that are found in applications of all kinds. */
class EventTypesTest {

    sealed interface Message permits Quote, Order {}

    record Quote(String symbol) implements Message {}

    record Order(String symbol, int amount) implements Message {}

    static final State<StringBuilder> ALL = State.named("all", StringBuilder.class, StringBuilder::new);

    private static final String PLACES = """
            bettong:
              sources: {lines: {tcp: {port: 0}}}
              sinks: {out: {tcp: {port: 7002}}}
            """;

    /** Beans that say their types, and a pipeline of the very beans. */
    @Configuration(proxyBeanMethods = false)
    static class OfBeans {

        @Bean
        FramedDecoder<Message> message() {
            return Decoder.lines(bytes -> new Quote(new String(bytes, UTF_8)));
        }

        @Bean
        MultiComputation<Message, List<Order>> orders() {
            return message -> List.of(List.of(new Order("a", 1)));
        }

        @Bean
        StateComputation<List<Order>, StringBuilder, Order> keep() {
            return (orders, all) -> Outcome.none();
        }

        @Bean
        Pipeline desk(
                FramedDecoder<Message> message,
                MultiComputation<Message, List<Order>> orders,
                StateComputation<List<Order>, StringBuilder, Order> keep) {
            return Pipeline.named("desk")
                    .from(Source.tcp("lines", message))
                    .partition("by symbol", each -> "a")
                    .computeMulti("orders", orders)
                    .collect("together")
                    .computeState("keep", ALL, keep)
                    .collect("again")
                    .to(Sink.tcp("out", order -> new byte[0]));
        }
    }

    @Test
    void findsWhatBeansGive() {
        assertThat(types(PLACES, OfBeans.class))
                .containsExactly(
                        Map.entry("by symbol", EventType.of(Message.class)),
                        Map.entry("together", orders()),
                        Map.entry("again", EventType.of(Order.class)));
    }

    @Test
    void findsTheTypesOfPipelinesThatAreWired() {
        String wired = """
                bettong.pipelines.words:
                  from: {source: lines, decoder: text}
                  steps:
                    - {partition: firstLetter}
                    - {name: letters, compute-multi: letters}
                    - {collect: true, name: together}
                  to: {sink: out, encoder: any}
                """;
        assertThat(types(PLACES + wired, Functions.class))
                .containsExactly(
                        Map.entry("partition 1", EventType.of(String.class)),
                        Map.entry("together", EventType.of(List.class, List.of(EventType.of(String.class)))));
    }

    @Configuration(proxyBeanMethods = false)
    static class NewEachTime {

        @Bean
        FramedDecoder<String> text() {
            return Decoder.lines(bytes -> new String(bytes, UTF_8));
        }

        @Bean
        @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
        Computation<String, Order> order() {
            int[] count = new int[1]; // so that each lambda is another object
            return word -> new Order(word, count[0]++);
        }
    }

    @Test
    void findsWhatABeanGivesOfWhichEveryUseHasItsOwn() {
        String wired = """
                bettong.pipelines.words:
                  from: {source: lines, decoder: text}
                  steps: [{name: order, compute: order}, {collect: true, name: together}]
                """;
        assertThat(types(PLACES + wired, NewEachTime.class))
                .containsExactly(Map.entry("together", EventType.of(Order.class)));
    }

    @Test
    void findsWhatADecoderOfAFormatGives() {
        String wired = """
                bettong.pipelines.orders:
                  from: {source: lines, decoder: {json-lines: '%s'}}
                  steps: [{collect: true, name: together}]
                """.formatted(Order.class.getName());
        assertThat(types(PLACES + wired, Functions.class))
                .containsExactly(Map.entry("together", EventType.of(Order.class)));

        Pipeline coded = Pipeline.named("orders")
                .from(Source.tcp("lines", Csv.lines(Order.class)))
                .collect("together")
                .done();
        assertThat(types(StartUp.application(PLACES, List.of(coded))))
                .containsExactly(Map.entry("together", EventType.of(Order.class)));
    }

    /** A map says nothing of what is in it. */
    @Test
    void findsNothingWhereTheClassOfAFormatKeepsTypesOpen() {
        Pipeline coded = Pipeline.named("orders")
                .from(Source.tcp("lines", Json.lines(Map.class)))
                .collect("together")
                .done();
        assertThat(types(StartUp.application(PLACES, List.of(coded)))).isEmpty();
    }

    /** A computation whose class says its types. */
    static final class Parse implements Computation<String, Order> {

        @Override
        public Order compute(String word) {
            return new Order(word, 1);
        }
    }

    @Test
    void findsWhatAClassGives() {
        assertThat(types(lines ->
                        lines.compute("parse", new Parse()).collect("together").done()))
                .containsExactly(Map.entry("together", EventType.of(Order.class)));
    }

    @Test
    void knowsNothingOfLambdas() {
        assertThat(types(lines -> lines.compute("parse", word -> new Order(word, 1))
                        .partition("by symbol", Order::symbol)
                        .done()))
                .isEmpty();
    }

    @Test
    void takesWhatIsDeclared() {
        assertThat(types(lines -> lines.compute("parse", word -> List.of(new Order(word, 1)))
                        .partition("by size", List::size)
                        .carrying(new TypeRef<List<Order>>() {})
                        .collect("together")
                        .compute("first", List::getFirst)
                        .collect("again")
                        .carrying(Order.class)
                        .done()))
                .containsExactly(
                        Map.entry("by size", orders()),
                        Map.entry("together", orders()),
                        Map.entry("again", EventType.of(Order.class)));
    }

    /** A partition function whose class says its types. */
    static final class BySymbol implements PartitionFunction<Order, String> {

        @Override
        public String partition(Order order) {
            return order.symbol();
        }
    }

    /** A partition function that takes whatever there is. */
    static final class ByText implements PartitionFunction<Object, String> {

        @Override
        public String partition(Object event) {
            return event.toString();
        }
    }

    /** An encoder whose class says its types. */
    static final class OrderLine implements Encoder<Order> {

        @Override
        public byte[] encode(Order order) {
            return order.symbol().getBytes(UTF_8);
        }
    }

    @Test
    void findsWhatTheFunctionsBehindTake() {
        assertThat(types(lines -> lines.compute("parse", word -> new Order(word, 1))
                        .partition("by symbol", new BySymbol())
                        .compute("more", order -> new Order(order.symbol(), 2))
                        .collect("together")
                        .to(Sink.tcp("out", new OrderLine()))))
                .containsExactly(
                        Map.entry("by symbol", EventType.of(Order.class)),
                        Map.entry("together", EventType.of(Order.class)));
    }

    @Test
    void takesNoTypeFromAFunctionThatTakesAnything() {
        assertThat(types(lines -> lines.compute("parse", word -> new Order(word, 1))
                        .partition("by text", new ByText())
                        .done()))
                .isEmpty();
    }

    @Test
    void narrowsTheTypeInABranch() {
        assertThat(types(lines -> lines.compute("parse", word -> (Message) new Order(word, 1))
                        .collect("all")
                        .carrying(Message.class)
                        .when(
                                Order.class,
                                orders -> orders.collect("orders")
                                        .carrying(Order.class)
                                        .done())
                        .when(
                                "some",
                                message -> true,
                                some -> some.collect("some messages").done())
                        .otherwise(rest -> rest.collect("rest").done())))
                .containsExactly(
                        Map.entry("all", EventType.of(Message.class)),
                        Map.entry("orders", EventType.of(Order.class)),
                        Map.entry("some messages", EventType.of(Message.class)),
                        Map.entry("rest", EventType.of(Message.class)));
    }

    @Configuration(proxyBeanMethods = false)
    static class OneLambda {

        private static <T> Computation<T, T> same() {
            return event -> event; // one object for all types
        }

        @Bean
        Computation<String, String> sameText() {
            return same();
        }

        @Bean
        Computation<Order, Order> sameOrder() {
            return same();
        }

        @Bean
        Pipeline words(@Qualifier("sameText") Computation<String, String> sameText) {
            return Pipeline.named("words")
                    .from(Source.tcp("lines", Decoder.lines(bytes -> new String(bytes, UTF_8))))
                    .compute("same", sameText)
                    .collect("together")
                    .done();
        }
    }

    @Test
    void doesNotKnowTheTypeOfAnObjectThatIsSeveralBeans() {
        assertThat(types(PLACES, OneLambda.class)).isEmpty();
    }

    @Configuration(proxyBeanMethods = false)
    static class Elsewhere {

        @Bean
        Computation<Order, Order> sameOrder() {
            return OneLambda.same();
        }

        @Bean
        Pipeline words() {
            return Pipeline.named("words")
                    .from(Source.tcp(
                            "lines", new FramedDecoder<>(Decoder.lines(b -> b).framing(), new Text())))
                    .compute("same", OneLambda.<String>same())
                    .collect("together")
                    .done();
        }
    }

    /** A decoder whose class says its type. */
    static final class Text implements Decoder<String> {

        @Override
        public String decode(byte[] payload) {
            return new String(payload, UTF_8);
        }
    }

    @Test
    void doesNotTakeABeanAtItsWordWhereItTakesSomethingElse() {
        assertThat(types(PLACES, Elsewhere.class)).isEmpty();
    }

    @Test
    void reportsADeclaredTypeThatTheEventsAreNotOf() {
        assertThat(problems(EventTypesTest::orderDeclared))
                .containsExactly(new ConfigurationProblem(
                        "pipeline 'p' (bean 'first'), step 2 'by size'",
                        "It is declared to carry events of type java.util.List<java.lang.String>, but 'parse' gives %s."
                                .formatted(Order.class.getName()),
                        "Say carrying(...) with that type or one above it, or leave it out."));
    }

    /** The builder does not allow it, but casts do. */
    @SuppressWarnings("unchecked")
    private static Pipeline orderDeclared(Stage<String> lines) {
        Stage<?> orders = lines.compute("parse", new Parse());
        return ((Stage<List<String>>) orders)
                .partition("by size", List::size)
                .carrying(new TypeRef<List<String>>() {})
                .done();
    }

    @Test
    void reportsADeclaredTypeThatOnlySomeEventsAreOf() {
        Step.From from = new Step.From(
                Source.tcp("lines", new FramedDecoder<>(Decoder.lines(b -> b).framing(), new Text())));
        Step parse = new Step.Compute(from, "parse", new ParseAny());
        Step collect = new Step.Collect(parse, "together", Order.class);
        Pipeline pipeline = Pipeline.of("p", List.of(from), List.of(collect), List.of(), FailurePolicy.SKIP);

        assertThat(problems(lines -> pipeline))
                .extracting(ConfigurationProblem::problem)
                .containsExactly("It is declared to carry events of type %s, but 'parse' gives %s."
                        .formatted(Order.class.getName(), Message.class.getName()));
    }

    /** A computation whose outputs are of several classes. */
    static final class ParseAny implements Computation<String, Message> {

        @Override
        public Message compute(String word) {
            return new Quote(word);
        }
    }

    @Test
    void allowsToDeclareATypeAboveWhatIsGiven() {
        assertThat(types(lines -> lines.<Message>compute("parse", new Parse())
                        .collect("together")
                        .carrying(Message.class)
                        .done()))
                .containsExactly(Map.entry("together", EventType.of(Message.class)));
    }

    private static EventType orders() {
        return EventType.of(List.class, List.of(EventType.of(Order.class)));
    }

    private static Map<String, EventType> types(Function<Stage<String>, Pipeline> flow) {
        return types(StartUp.application(PLACES, List.of(pipeline(flow))));
    }

    private static Map<String, EventType> types(String yaml, Class<?>... beans) {
        return types(StartUp.application(yaml, beans));
    }

    private static List<ConfigurationProblem> problems(Function<Stage<String>, Pipeline> flow) {
        return StartUp.problems(StartUp.application("bettong.sources.lines.tcp.port: 0", List.of(pipeline(flow))));
    }

    private static Pipeline pipeline(Function<Stage<String>, Pipeline> flow) {
        return flow.apply(Pipeline.named("p").from(Source.tcp("lines", Decoder.lines(b -> new String(b, UTF_8)))));
    }

    /** The types of what crosses the segments, by the names of the partitionings. */
    private static Map<String, EventType> types(
            org.springframework.boot.test.context.runner.ApplicationContextRunner application) {
        Map<String, EventType> types = new LinkedHashMap<>();
        application.run(context -> {
            CheckedGraph graph = context.getBean(CheckedGraph.class);
            for (Pipeline pipeline : graph.pipelines()) {
                for (Step partitioning : pipeline.partitionings()) {
                    EventType type = graph.eventTypes().get(partitioning);
                    if (type != null) {
                        types.put(partitioning.name(), type);
                    }
                }
            }
        });
        return types;
    }
}
