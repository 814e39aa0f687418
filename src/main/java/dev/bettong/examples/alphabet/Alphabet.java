package dev.bettong.examples.alphabet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.PartitionFunction;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import java.nio.ByteBuffer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/**
 * The alphabet of Wallaroo: votes for letters in, five bytes each, which are a letter and a number of 32 bits; for every one a
 * line {@code a => n} out, with the votes that the letter has so far.
 */
@Configuration(proxyBeanMethods = false)
@PropertySource("classpath:dev/bettong/examples/alphabet/alphabet.properties")
public class Alphabet {

    static final State<Long> TOTALS = State.named("letter totals", Long.class, () -> 0L);

    private static final int VOTES_LENGTH = 5;

    /**
     * Votes for a letter.
     *
     * @param count up to 2^32 - 1
     */
    record Votes(char letter, long count) {}

    @Bean
    FramedDecoder<Votes> votes() {
        return Decoder.framed(4, ">I", Alphabet::decode);
    }

    @Bean
    PartitionFunction<Votes, Character> votedLetter() {
        return Votes::letter;
    }

    @Bean
    Encoder<Aggregated<Character, Long>> letterTotal() {
        return total ->
                "%s => %d\n".formatted(total.window().key(), total.value()).getBytes(ISO_8859_1);
    }

    @Bean
    Pipeline alphabetPipeline(
            FramedDecoder<Votes> votes,
            PartitionFunction<Votes, Character> votedLetter,
            Encoder<Aggregated<Character, Long>> letterTotal) {
        return Pipeline.named("Alphabet")
                .from(Source.tcp("votes", votes))
                .partition(votedLetter)
                .aggregate("add votes", TOTALS, Aggregation.sum(Votes::count))
                .to(Sink.tcp("totals", letterTotal));
    }

    private static Votes decode(byte[] payload) {
        if (payload.length != VOTES_LENGTH) {
            throw new IllegalArgumentException("votes have %d bytes, not %d".formatted(VOTES_LENGTH, payload.length));
        }
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        return new Votes((char) Byte.toUnsignedInt(bytes.get()), Integer.toUnsignedLong(bytes.getInt()));
    }
}
