package dev.bettong.check;

import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Source;
import dev.bettong.problem.Problems;
import dev.bettong.properties.BettongProperties;
import dev.bettong.properties.PropertyName;
import dev.bettong.properties.SourceProperties;
import dev.bettong.source.LengthField;
import dev.bettong.wiring.DeclaredPipeline;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Checks that frames can be cut as the decoders of the sources say. */
final class FramingCheck {

    private static final Set<Integer> LENGTHS = Set.of(1, 2, 3, 4, 8);
    private static final int LONGEST_DELIMITER = 16;

    private final Problems problems;

    FramingCheck(Problems problems) {
        this.problems = problems;
    }

    void check(DeclaredPipeline declared, BettongProperties properties) {
        String place = declared.place() + ", from";
        for (Source<?> source : declared.pipeline().sources()) {
            check(source, place, properties.sources().get(source.name()));
        }
    }

    private void check(Source<?> source, String place, @Nullable SourceProperties configured) {
        if (!(source.decoder() instanceof FramedDecoder<?> framed)) {
            if (configured != null && configured.tcp() != null) {
                problems.add(
                        place,
                        "The source '%s' is a TCP server, but its decoder does not say where a frame ends."
                                .formatted(source.name()),
                        "Wrap the decoder in Decoder.framed(...), Decoder.lines(...) or another of its framings.");
            }
            return;
        }
        switch (framed.framing()) {
            case Framing.LengthHeader header -> header(header, place);
            case Framing.LengthField field -> field(field, place);
            case Framing.Delimiter delimiter -> delimiter(delimiter, place);
            case Framing.FixedLength fixed ->
                fixed(fixed, place, source.name(), configured == null ? null : configured.tcp());
            case Framing.Lines lines -> {}
            case Framing.OctetCounting counting -> {}
            case Framing.Varint varint -> {}
            case Framing.Mllp mllp -> {}
        }
    }

    private void header(Framing.LengthHeader header, String place) {
        try {
            LengthField.of(header);
        } catch (IllegalArgumentException disagreement) {
            problems.add(
                    place,
                    "The framing cannot be read: %s.".formatted(disagreement.getMessage()),
                    "Make header length and length format agree: 1 with B, 2 with >H, 4 with >I, 8 with >Q.");
        }
    }

    private void field(Framing.LengthField field, String place) {
        if (!LENGTHS.contains(field.length())) {
            problems.add(
                    place,
                    "The framing has a length of %d bytes.".formatted(field.length()),
                    "Give the length 1, 2, 3, 4 or 8 bytes.");
        }
        within("offset", field.offset(), place);
        within("strip", field.strip(), place);
    }

    private void within(String name, int bytes, String place) {
        if (bytes < 0 || bytes > LengthField.LONGEST_HEADER) {
            problems.add(
                    place,
                    "The %s of the framing is %d bytes.".formatted(name, bytes),
                    "Give it 0 to %d bytes.".formatted(LengthField.LONGEST_HEADER));
        }
    }

    private void delimiter(Framing.Delimiter delimiter, String place) {
        int bytes = delimiter.bytes().size();
        if (bytes < 1 || bytes > LONGEST_DELIMITER) {
            problems.add(
                    place,
                    "The delimiter of the framing has %d bytes.".formatted(bytes),
                    "Give it 1 to %d bytes.".formatted(LONGEST_DELIMITER));
        }
    }

    private void fixed(Framing.FixedLength fixed, String place, String source, SourceProperties.@Nullable Tcp tcp) {
        if (fixed.length() < 1) {
            problems.add(
                    place,
                    "The framing has frames of %d bytes.".formatted(fixed.length()),
                    "Give it a length of at least 1.");
        } else if (tcp != null && DataSize.ofBytes(fixed.length()).compareTo(tcp.maxFrameSize()) > 0) {
            problems.add(
                    place,
                    "The framing has frames of %d bytes, but the source '%s' takes at most %d."
                            .formatted(
                                    fixed.length(), source, tcp.maxFrameSize().toBytes()),
                    "Raise %s.tcp.max-frame-size, or shorten the frames."
                            .formatted(PropertyName.of("bettong.sources", source)));
        }
    }
}
