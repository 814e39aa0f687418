package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.TimestampExtractor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The beans that the YAML about windows and time names. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class VisitFunctions {

    @Bean
    FramedDecoder<Visit> visit() {
        return Visit.decoder();
    }

    @Bean
    TimestampExtractor<Visit> visitTime() {
        return Visit::at;
    }

    @Bean
    PartitionFunction<Visit, String> page() {
        return Visit::page;
    }

    @Bean
    State<Long> visits() {
        return State.named("visits", Long.class, () -> 0L);
    }

    @Bean
    Encoder<Object> json() {
        return any -> any.toString().getBytes(UTF_8);
    }
}
