package dev.bettong.wiring;

import dev.bettong.format.Bytes;
import dev.bettong.format.Csv;
import dev.bettong.format.Json;
import dev.bettong.format.Syslog;
import dev.bettong.format.SyslogMessage;
import dev.bettong.format.Text;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.problem.Problems;
import dev.bettong.properties.DecoderProperties;
import dev.bettong.properties.EncoderProperties;
import dev.bettong.properties.RecordProperties;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** Finds the decoders and encoders that the configuration names as beans, and makes those that it declares by a format. */
final class FormatWiring {

    private static final String BEAN = "bean";
    private static final String JSON_LINES = "json-lines";
    private static final String CSV_LINES = "csv-lines";
    private static final String TEXT_LINES = "text-lines";
    private static final String SYSLOG_LINES = "syslog-lines";
    private static final String RECORD = "record";

    private final FunctionBeans beans;
    private final Problems problems;

    FormatWiring(FunctionBeans beans, Problems problems) {
        this.beans = beans;
        this.problems = problems;
    }

    /**
     * A decoder or encoder.
     *
     * @param name of the bean or format, for messages
     * @param type what it gives or takes; {@code null} if that is not known
     */
    record Found<F>(F function, String name, @Nullable ResolvableType type) {}

    /** The decoder of a source that gives frames by themselves, or {@code null} after having reported why there is none. */
    @Nullable
    Found<Decoder<?>> decoder(@Nullable DecoderProperties declared, String at) {
        if (declared == null || declared.kinds().equals(List.of(BEAN))) {
            String name = declared == null ? null : declared.bean();
            Decoder<?> decoder = beans.untyped(Decoder.class, "decoder", name, at);
            return decoderBean(decoder, name, at);
        }
        Found<FramedDecoder<?>> framed = framedDecoder(declared, at);
        return framed == null ? null : new Found<>(framed.function(), framed.name(), framed.type());
    }

    /** The decoder of a TCP source, or {@code null} after having reported why there is none. */
    @Nullable
    Found<FramedDecoder<?>> framedDecoder(@Nullable DecoderProperties declared, String at) {
        DecoderProperties decoder = Objects.requireNonNullElse(declared, DecoderProperties.of(""));
        String kind = only(decoder.kinds(), "decoder", DecoderProperties.FORMATS, at);
        if (kind == null) {
            return null;
        }
        return switch (kind) {
            case JSON_LINES -> ofClass(kind, decoder.jsonLines(), at, Json::lines);
            case CSV_LINES -> ofClass(kind, decoder.csvLines(), at, Csv::lines);
            case TEXT_LINES -> of(kind, String.class, at, type -> Text.lines(present(decoder.textLines())));
            case SYSLOG_LINES ->
                of(kind, SyslogMessage.class, at, type -> Syslog.lines(present(decoder.syslogLines())));
            case RECORD ->
                ofRecord(
                        present(decoder.record()),
                        at,
                        (format, type) -> Bytes.record(format, type).frames());
            default -> {
                FramedDecoder<?> bean = beans.untyped(FramedDecoder.class, "decoder", decoder.bean(), at);
                yield decoderBean(bean, decoder.bean(), at);
            }
        };
    }

    /** The encoder of a sink, or {@code null} after having reported why there is none. */
    @Nullable
    Found<Encoder<?>> encoder(@Nullable EncoderProperties declared, String at) {
        EncoderProperties encoder = Objects.requireNonNullElse(declared, EncoderProperties.of(""));
        String kind = only(encoder.kinds(), "encoder", EncoderProperties.FORMATS, at);
        if (kind == null) {
            return null;
        }
        return switch (kind) {
            case JSON_LINES -> ofClass(kind, encoder.jsonLines(), at, type -> Json.lineEncoder());
            case CSV_LINES -> ofClass(kind, encoder.csvLines(), at, Csv::lineEncoder);
            case TEXT_LINES -> of(kind, String.class, at, type -> Text.lineEncoder(present(encoder.textLines())));
            case RECORD -> ofRecord(present(encoder.record()), at, Bytes::record);
            default -> encoderBean(encoder.bean(), at);
        };
    }

    /** The one thing that is declared, or {@code null} after having reported that there are several. */
    private @Nullable String only(List<String> kinds, String property, List<String> formats, String at) {
        if (kinds.size() > 1) {
            problems.add(
                    at,
                    "'%s' says more than one format: %s.".formatted(property, String.join(", ", kinds)),
                    "Write the name of a bean, or exactly one of %s.".formatted(String.join(", ", formats)));
            return null;
        }
        return kinds.isEmpty() ? BEAN : kinds.getFirst();
    }

    private <D extends Decoder<?>> @Nullable Found<D> decoderBean(
            @Nullable D decoder, @Nullable String name, String at) {
        if (decoder == null || name == null) {
            return null;
        }
        List<ResolvableType> types = beans.types(Decoder.class, name, decoder, at);
        return new Found<>(decoder, name, types == null ? null : types.getFirst());
    }

    private @Nullable Found<Encoder<?>> encoderBean(@Nullable String name, String at) {
        TypedBean<?> encoder = beans.find(Encoder.class, "encoder", name, at);
        return encoder == null || name == null ? null : new Found<>((Encoder<?>) encoder.bean(), name, encoder.input());
    }

    private <F> @Nullable Found<F> ofClass(String kind, @Nullable String name, String at, Function<Class<?>, F> maker) {
        Class<?> type = beans.findClass(kind, present(name), at);
        return type == null ? null : of(kind, type, at, maker);
    }

    private <F> @Nullable Found<F> ofRecord(
            RecordProperties declared, String at, BiFunction<String, Class<?>, F> maker) {
        String format = declared.format();
        if (format == null || declared.type() == null) {
            problems.add(
                    at + ", record",
                    "'%s' is missing.".formatted(format == null ? "format" : "type"),
                    "Write both, such as 'record: {format: \">IHd\", type: com.example.Quote}'.");
            return null;
        }
        Class<?> type = beans.findClass("type", declared.type(), at + ", record");
        return type == null ? null : of(RECORD, type, at, each -> maker.apply(format, each));
    }

    private <F> @Nullable Found<F> of(String kind, Class<?> type, String at, Function<Class<?>, F> maker) {
        try {
            return new Found<>(maker.apply(type), kind, ResolvableType.forClass(type));
        } catch (IllegalArgumentException misfit) {
            problems.add(
                    "%s, %s".formatted(at, kind),
                    "It cannot be used: %s.".formatted(misfit.getMessage()),
                    "Change what is written here, or name a bean that does it in Java.");
            return null;
        }
    }

    /** What the kind says is there. */
    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}
