package dev.bettong.examples.celsius;

import dev.bettong.pipeline.Computation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import java.nio.ByteBuffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/** Degrees Celsius in, degrees Fahrenheit out: frames of one 4-byte float, big endian. */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/celsius/celsius.properties")
public class Celsius {

    private static final float FAHRENHEIT_PER_CELSIUS = 1.8f;
    private static final float FAHRENHEIT_AT_ZERO_CELSIUS = 32f;

    @Bean
    FramedDecoder<Float> celsiusDegrees() {
        return Decoder.framed(4, ">I", Celsius::decode);
    }

    @Bean
    Computation<Float, Float> celsiusMultiply() {
        return degrees -> degrees * FAHRENHEIT_PER_CELSIUS;
    }

    @Bean
    Computation<Float, Float> celsiusAdd() {
        return degrees -> degrees + FAHRENHEIT_AT_ZERO_CELSIUS;
    }

    @Bean
    Encoder<Float> celsiusFrame() {
        return degrees -> ByteBuffer.allocate(Integer.BYTES + Float.BYTES)
                .putInt(Float.BYTES)
                .putFloat(degrees)
                .array();
    }

    @Bean
    Pipeline celsiusPipeline(
            FramedDecoder<Float> celsiusDegrees,
            Computation<Float, Float> celsiusMultiply,
            Computation<Float, Float> celsiusAdd,
            Encoder<Float> celsiusFrame) {
        return Pipeline.named("Celsius to Fahrenheit")
                .from(Source.tcp("celsius-in", celsiusDegrees))
                .compute("multiply by 1.8", celsiusMultiply)
                .compute("add 32", celsiusAdd)
                .to(Sink.tcp("celsius-out", celsiusFrame));
    }

    private static Float decode(byte[] payload) {
        if (payload.length != Float.BYTES) {
            throw new IllegalArgumentException(
                    "a temperature has %d bytes, not %d".formatted(Float.BYTES, payload.length));
        }
        return ByteBuffer.wrap(payload).getFloat();
    }
}
