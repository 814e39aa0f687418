package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The beans that the YAML about audiences names. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class AudienceFunctions {

    record Audience(Set<String> people) {}

    @Bean
    FramedDecoder<Visit> visit() {
        return Visit.decoder();
    }

    @Bean
    PartitionFunction<Visit, String> page() {
        return Visit::page;
    }

    @Bean
    State<Audience> audience() {
        return State.named("audience", Audience.class, () -> new Audience(new HashSet<>()));
    }

    @Bean
    StateComputation<Visit, Audience, String> count() {
        return (visit, audience) -> Outcome.unchanged(
                "%s: %d".formatted(visit.page(), audience.people().size()));
    }

    @Bean
    Encoder<String> line() {
        return text -> text.getBytes(UTF_8);
    }
}
