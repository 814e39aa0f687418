package dev.bettong.examples.reverse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/** Framed text in; a line with the same text from its end to its beginning out. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/reverse/reverse.properties")
public class Reverse {

    @Bean
    FramedDecoder<String> reverseText() {
        return Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8));
    }

    @Bean
    Computation<String, String> reverse() {
        // StringBuilder keeps surrogate pairs in order, so a character beyond 16 bits stays one.
        return text -> new StringBuilder(text).reverse().toString();
    }

    @Bean
    Encoder<String> reverseLine() {
        return text -> (text + "\n").getBytes(UTF_8);
    }

    @Bean
    Pipeline reversePipeline(
            FramedDecoder<String> reverseText, Computation<String, String> reverse, Encoder<String> reverseLine) {
        return Pipeline.named("Reverse")
                .from(Source.tcp("reverse-in", reverseText))
                .compute("reverse", reverse)
                .to(Sink.tcp("reverse-out", reverseLine));
    }
}
