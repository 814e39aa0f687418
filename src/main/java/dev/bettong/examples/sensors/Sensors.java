package dev.bettong.examples.sensors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.KeyedOnTimer;
import dev.bettong.pipeline.KeyedStateComputation;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * Readings of sensors in, such as {@code boiler 21.5}; out come averages of ten, or of fewer when a sensor has sent none for five
 * seconds, and an alarm when it has sent none for thirty.
 */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/sensors/sensors.properties")
public class Sensors {

    static final State<Double> SUMS = State.named("sums of readings", Double.class, () -> 0.0);
    static final State<Watch> WATCHES = State.named("watches", Watch.class, Watch::new);

    static final Duration SILENCE = Duration.ofSeconds(30);

    record Reading(String sensor, double value) {}

    /** Whether a sensor is known to be silent. */
    static final class Watch {

        private boolean silent;
    }

    @Bean
    FramedDecoder<Reading> reading() {
        return Decoder.framed(4, ">I", Sensors::decode);
    }

    @Bean
    PartitionFunction<Reading, String> sensor() {
        return Reading::sensor;
    }

    @Bean
    KeyedStateComputation<String, Reading, Watch, String> watchSensor() {
        return (sensor, reading, watch) -> {
            Outcome.Timer again = Outcome.timerAfter(SILENCE);
            if (!watch.silent) {
                return again.none();
            }
            watch.silent = false;
            return again.changed("%s is back".formatted(sensor));
        };
    }

    @Bean
    KeyedOnTimer<String, Watch, String> sensorIsSilent() {
        return (sensor, watch, at) -> {
            watch.silent = true;
            return Outcome.changed("%s is silent since %s".formatted(sensor, at.minus(SILENCE)));
        };
    }

    @Bean
    Encoder<String> sensorLine() {
        return text -> (text + "\n").getBytes(UTF_8);
    }

    @Bean
    Encoder<Aggregated<String, Double>> averageLine() {
        return average -> String.format(
                        Locale.ROOT,
                        "%s: %.2f on average of %d\n",
                        average.window().key(),
                        average.value(),
                        average.window().events())
                .getBytes(UTF_8);
    }

    @Bean
    Pipeline sensorsPipeline(
            FramedDecoder<Reading> reading,
            PartitionFunction<Reading, String> sensor,
            KeyedStateComputation<String, Reading, Watch, String> watchSensor,
            KeyedOnTimer<String, Watch, String> sensorIsSilent,
            Encoder<String> sensorLine,
            Encoder<Aggregated<String, Double>> averageLine) {
        return Pipeline.named("Sensors")
                .from(Source.tcp("readings", reading))
                .also(all -> all.partition(sensor)
                        .computeState("watch", WATCHES, watchSensor, sensorIsSilent)
                        .to(Sink.tcp("sensors-out", sensorLine)))
                .partition(sensor)
                .window(Window.count(10).orAfter(Duration.ofSeconds(5)))
                .aggregate("average", SUMS, Aggregation.average(Reading::value))
                .to(Sink.tcp("sensors-out", averageLine));
    }

    private static Reading decode(byte[] payload) {
        String[] words = new String(payload, UTF_8).split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("a reading has 2 words, not %d".formatted(words.length));
        }
        return new Reading(words[0], Double.parseDouble(words[1]));
    }
}
