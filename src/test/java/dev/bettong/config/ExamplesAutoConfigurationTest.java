package dev.bettong.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Pipeline;
import dev.bettong.properties.Example;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;

class ExamplesAutoConfigurationTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ExamplesAutoConfiguration.class));

    @Test
    void bringsInNoExampleByDefault() {
        runner.run(context -> assertThat(context).doesNotHaveBean(Pipeline.class));
    }

    @ParameterizedTest
    @CsvSource({
        "word-count, Split and Count",
        "reverse, Reverse",
        "celsius, Celsius to Fahrenheit",
        "market-spread, Market Spread",
        "enrichment, Enrichment",
        "alphabet, Alphabet",
        "sessions, Sessions",
        "sensors, Sensors",
        "payments, Payments"
    })
    void bringsInTheExampleThatIsListed(String example, String pipeline) {
        runner.withPropertyValues("bettong.examples=" + example)
                .run(context ->
                        assertThat(context.getBean(Pipeline.class).name()).isEqualTo(pipeline));
    }

    @Test
    void bringsInTheThreePipelinesOfTheAlerts() {
        runner.withPropertyValues("bettong.examples=alerts")
                .run(context -> assertThat(context)
                        .getBeans(Pipeline.class)
                        .containsOnlyKeys("largeTransactions", "largeBalances", "largeSums"));
    }

    @Test
    void bringsInSeveralExamplesAtOnce() {
        runner.withPropertyValues("bettong.examples=word-count, reverse," + String.join(",", Example.NAMES))
                .run(context -> assertThat(context).getBeans(Pipeline.class).hasSize(Example.NAMES.size() + 2));
    }

    @Test
    void takesTheElementsOfAYamlList() {
        runner.withPropertyValues("bettong.examples[0]=celsius", "bettong.examples[1]=reverse")
                .run(context -> assertThat(context).hasBean("celsiusPipeline").hasBean("reversePipeline"));
    }

    @Test
    void leavesANameThatIsNoExampleToTheStartUpCheck() {
        runner.withPropertyValues("bettong.examples=wordcuont,reverse")
                .run(context -> assertThat(context).getBeans(Pipeline.class).containsOnlyKeys("reversePipeline"));
    }

    @ParameterizedTest
    @CsvSource({
        "word-count, sources.lines.tcp.port, 7010",
        "word-count, sinks.counts.tcp.host, localhost",
        "word-count, sinks.counts.tcp.port, 7002",
        "reverse, sources.reverse-in.tcp.port, 7011",
        "reverse, sinks.reverse-out.tcp.host, localhost",
        "reverse, sinks.reverse-out.tcp.port, 7003",
        "celsius, sources.celsius-in.tcp.port, 7012",
        "celsius, sinks.celsius-out.tcp.host, localhost",
        "celsius, sinks.celsius-out.tcp.port, 7004",
        "market-spread, sources.market-spread-in.tcp.port, 7013",
        "market-spread, sinks.market-spread-out.tcp.host, localhost",
        "market-spread, sinks.market-spread-out.tcp.port, 7005",
        "enrichment, sources.orders-in.tcp.port, 7014",
        "enrichment, sinks.orders-out.tcp.host, localhost",
        "enrichment, sinks.orders-out.tcp.port, 7006",
        "alphabet, sources.votes.tcp.port, 7015",
        "alphabet, sinks.totals.tcp.port, 7007",
        "alerts, sources.transactions.tcp.port, 7016",
        "alerts, sinks.alerts.tcp.port, 7008",
        "sessions, sources.access-log.tcp.port, 7017",
        "sessions, sinks.sessions.tcp.port, 7009",
        "sensors, sources.readings.tcp.port, 7018",
        "sensors, sinks.sensors-out.tcp.port, 7021",
        "payments, sources.placed-orders.tcp.port, 7019",
        "payments, sources.payments.tcp.port, 7020",
        "payments, sinks.paid-orders.tcp.host, localhost",
        "payments, sinks.paid-orders.tcp.port, 7022"
    })
    void bindsTheExamplesToAddresses(String example, String property, String value) {
        runner.withPropertyValues("bettong.examples=" + example)
                .run(context ->
                        assertThat(property(context.getEnvironment(), property)).isEqualTo(value));
    }

    @Test
    void letsTheApplicationBindAnExampleElsewhere() {
        runner.withPropertyValues("bettong.examples=word-count", "bettong.sources.lines.tcp.port=0")
                .run(context -> assertThat(property(context.getEnvironment(), "sources.lines.tcp.port"))
                        .isEqualTo("0"));
    }

    private static String property(Environment environment, String name) {
        return environment.getRequiredProperty("bettong." + name);
    }
}
