package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.JoinFunction;
import dev.bettong.pipeline.PartitionFunction;
import java.time.Instant;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The beans that the YAML about joins names. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PaymentFunctions {

    @Bean
    FramedDecoder<JoinsPage.Order> order() {
        return Decoder.lines(bytes -> new JoinsPage.Order(new String(bytes, UTF_8), Instant.EPOCH));
    }

    @Bean
    FramedDecoder<JoinsPage.Payment> payment() {
        return Decoder.lines(bytes -> new JoinsPage.Payment(new String(bytes, UTF_8), Instant.EPOCH));
    }

    @Bean
    PartitionFunction<JoinsPage.Order, String> orderId() {
        return JoinsPage.Order::id;
    }

    @Bean
    PartitionFunction<JoinsPage.Payment, String> paymentOrder() {
        return JoinsPage.Payment::order;
    }

    @Bean
    JoinFunction<JoinsPage.Order, JoinsPage.Payment, JoinsPage.Paid> paid() {
        return JoinsPage.Paid::new;
    }

    @Bean
    Encoder<JoinsPage.Paid> json() {
        return paid -> paid.toString().getBytes(UTF_8);
    }
}
