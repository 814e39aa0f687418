package dev.bettong.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.check.CheckedGraph;
import dev.bettong.check.Functions;
import dev.bettong.check.StartUp;
import dev.bettong.format.SyslogMessage;
import dev.bettong.format.TypedDecoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.problem.ConfigurationProblem;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Decoders and encoders that the configuration declares by their format. */
class FormatWiringTest {

    record Visit(String page, int count) {}

    private static final String VISIT = "'%s'".formatted(Visit.class.getName());
    private static final String MISSING =
            " Write its full name, such as com.example.Visit, and make sure that its jar is there.";

    static Stream<Arguments> formats() {
        String struct = "{record: {format: '>2sH', type: %s}}".formatted(VISIT);
        return Stream.of(
                arguments(
                        "{json-lines: %s}".formatted(VISIT),
                        Framing.lines(),
                        "{\"page\":\"ab\",\"count\":3}",
                        "{\"page\":\"ab\",\"count\":3}\n"),
                arguments("{csv-lines: %s}".formatted(VISIT), Framing.lines(), "ab,3", "ab,3\n"),
                arguments(struct, new Framing.FixedLength(4), "ab\0\3", "ab\0\3"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("formats")
    void readsAndWritesTheFormat(String declared, Framing framing, String payload, String message) throws Exception {
        Pipeline pipeline = wire(declared, declared);
        FramedDecoder<?> decoder =
                (FramedDecoder<?>) pipeline.sources().getFirst().decoder();
        assertThat(decoder.framing()).isEqualTo(framing);
        assertThat(decoder.decode(payload.getBytes(UTF_8))).isEqualTo(new Visit("ab", 3));
        assertThat(encode(pipeline, new Visit("ab", 3))).isEqualTo(message);
    }

    @Test
    void readsAndWritesTextInACharset() throws Exception {
        Pipeline pipeline = wire("{text-lines: ISO-8859-1}", "{text-lines: UTF-8}");
        assertThat(pipeline.sources().getFirst().decoder().decode(HexFormat.of().parseHex("e9")))
                .isEqualTo("é");
        assertThat(encode(pipeline, "é")).isEqualTo("é\n");
    }

    @Test
    void readsSyslogInAZone() throws Exception {
        Pipeline pipeline = wire("{syslog-lines: Europe/Berlin}", "any");
        SyslogMessage message = (SyslogMessage) Objects.requireNonNull(
                pipeline.sources().getFirst().decoder().decode("<13>Mar 01 2026 01:00:00 web a: x".getBytes(UTF_8)));
        assertThat(message.time()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    }

    @Test
    void namesABeanInASection() {
        FramedDecoder<?> decoder = (FramedDecoder<?>)
                wire("{bean: text}", "{bean: any}").sources().getFirst().decoder();
        assertThat(decoder.payload()).isNotInstanceOf(TypedDecoder.class);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(
                        "{json-lines: com.example.Visit}",
                        "any",
                        ", from: 'json-lines' names the class 'com.example.Visit', which cannot be found." + MISSING),
                arguments(
                        "text",
                        "{csv-lines: 'com example'}",
                        ", to: 'csv-lines' names the class 'com example', which cannot be found." + MISSING),
                arguments(
                        "{csv-lines: ''}",
                        "any",
                        ", from: 'csv-lines' names the class '', which cannot be found." + MISSING),
                arguments(
                        "{csv-lines: java.lang.String}",
                        "any",
                        ", from, csv-lines: It cannot be used: java.lang.String is not a record with components. Change what"
                                + " is written here, or name a bean that does it in Java."),
                arguments(
                        "{json-lines: java.lang.Runnable}",
                        "any",
                        ", from, json-lines: It cannot be used: java.lang.Runnable cannot be made of JSON: "),
                arguments(
                        "{text-lines: UTF-16}",
                        "any",
                        ", from, text-lines: It cannot be used: UTF-16 has not the byte 10 for a line end. "),
                arguments(
                        "{record: {format: '>2s', type: %s}}".formatted(VISIT),
                        "any",
                        ", from, record: It cannot be used: struct format '>2s' has no value for the component 'count' of "),
                arguments(
                        "text",
                        "{record: {type: %s}}".formatted(VISIT),
                        ", to, record: 'format' is missing. Write both, such as 'record: {format: \">IHd\", type:"
                                + " com.example.Quote}'."),
                arguments("{record: {format: '>H'}}", "any", ", from, record: 'type' is missing. Write both"),
                arguments(
                        "{json-lines: a, csv-lines: b}",
                        "any",
                        ", from: 'decoder' says more than one format: json-lines, csv-lines. Write the name of a bean, or"
                                + " exactly one of json-lines, csv-lines, text-lines, syslog-lines, record."),
                arguments(
                        "text",
                        "{bean: any, text-lines: UTF-8}",
                        ", to: 'encoder' says more than one format: bean, text-lines. Write the name of a bean, or exactly"
                                + " one of json-lines, csv-lines, text-lines, record."),
                arguments("{}", "any", ", from: 'decoder' is missing. Name a FramedDecoder bean: 'text'."),
                arguments("text", "{}", ", to: 'encoder' is missing. Name an Encoder bean: 'line', 'any'."),
                arguments(
                        "text",
                        "{csv-lines: %s}".formatted(VISIT),
                        ", from decoder 'text' to encoder 'csv-lines': Decoder 'text' gives java.lang.String, but encoder"
                                + " 'csv-lines' takes dev.bettong.wiring.FormatWiringTest$Visit."),
                arguments(
                        "{json-lines: %s}".formatted(VISIT),
                        "{text-lines: UTF-8}",
                        ", from decoder 'json-lines' to encoder 'text-lines': Decoder 'json-lines' gives "));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("faults")
    void doesNotStartWith(String decoder, String encoder, String message) {
        assertThat(StartUp.problems(StartUp.application(yaml(decoder, encoder), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .anySatisfy(problem -> assertThat(problem).startsWith("pipeline 'p' (bettong.pipelines.p)" + message));
    }

    @Test
    void namesTheFormatThatWasProbablyMeant() {
        assertThat(StartUp.problems(StartUp.application(yaml("{json: %s}".formatted(VISIT), "any"), Functions.class)))
                .extracting(ConfigurationProblem::toString)
                .anySatisfy(problem -> assertThat(problem)
                        .contains(
                                "There is no property 'json' under 'bettong.pipelines.p.from.decoder'.", "json-lines"));
    }

    @Test
    void doesNotStartWithACharsetOrZoneThatThereIsNot() {
        assertThat(StartUp.problems(StartUp.application(
                        yaml("{syslog-lines: Europe/Atlantis}", "{text-lines: UTF-88}"), Functions.class)))
                .extracting(ConfigurationProblem::place)
                .anySatisfy(place -> assertThat(place).contains("bettong.pipelines.p.from.decoder.syslog-lines"))
                .anySatisfy(place -> assertThat(place).contains("bettong.pipelines.p.to.encoder.text-lines"));
    }

    private static String encode(Pipeline pipeline, Object output) throws Exception {
        @SuppressWarnings("unchecked") // what the configuration says
        Encoder<Object> encoder = (Encoder<Object>) pipeline.sinks().getFirst().encoder();
        return new String(Objects.requireNonNull(encoder.encode(output)), UTF_8);
    }

    private static String yaml(String decoder, String encoder) {
        return """
                bettong.pipelines.p:
                  from: {source: lines, decoder: %s}
                  to: {sink: out, encoder: %s}
                bettong.sources.lines.tcp.port: 0
                bettong.sinks.out.tcp.port: 7002
                """.formatted(decoder, encoder);
    }

    private static Pipeline wire(String decoder, String encoder) {
        AtomicReference<List<Pipeline>> built = new AtomicReference<>(List.of());
        StartUp.application(yaml(decoder, encoder), Functions.class).run(context -> {
            assertThat(context).hasNotFailed();
            built.set(context.getBean(CheckedGraph.class).pipelines());
        });
        return built.get().getFirst();
    }
}
