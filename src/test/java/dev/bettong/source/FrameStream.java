package dev.bettong.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bettong.pipeline.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Frames and the bytes that a client sends for them; made without any code of the source.
 *
 * @param name of the framing, for people
 * @param text what is sent, one character per byte
 * @param ends positions in {@code text} behind each frame
 */
record FrameStream(String name, Framing framing, String text, List<String> frames, List<Integer> ends) {

    /** Longest frame of {@link #everyFraming()}. */
    static final int LONGEST = 12;

    private static final List<String> FRAMES =
            List.of("", "a", "twelve bytes", "\0\u00ff\u0080\n\r", "", "", "\n\n\n\n\n\n\n\n\n\n\n\n", "end");
    private static final List<String> LINES = List.of("", "a", "twelve bytes", "\ra\rb", "", "", "twelve BYTES", "end");
    private static final List<String> MESSAGES =
            List.of("", "MSH|", "twelve bytes", "\u001c\u001c\u000b\u001c", "\u001c", "\r\n", "end"); // no end inside

    /** Every kind of framing, each with frames of no byte, of the longest length, and of some between. */
    static List<FrameStream> everyFraming() {
        List<FrameStream> streams = new ArrayList<>();
        for (String order : List.of(">", "<")) {
            for (String type : List.of("b", "B", "h", "H", "i", "I", "l", "L", "q", "Q")) {
                Framing.LengthHeader header = Framing.lengthHeader(size(type), order + type);
                streams.add(withLengths(order + type, header, FRAMES));
                streams.add(withLengths(order + type + " including header", header.includingHeader(), FRAMES));
            }
        }
        streams.add(lines("LF", LINES, "\n"));
        streams.add(lines("CRLF", LINES, "\r\n"));
        streams.add(lines("LF or CRLF", LINES, "\r\n", "\n"));
        streams.add(joined("fixed length 1", new Framing.FixedLength(1), List.of("a", "\n", "\0")));
        streams.add(
                joined("fixed length 12", new Framing.FixedLength(LONGEST), List.of("twelve bytes", "TWELVE BYTES")));
        streams.add(with(
                "delimiter", Framing.delimiter((byte) '|'), List.of("", "a", "twelve bytes", "\0\n"), f -> f + "|"));
        streams.add(with("nul", Framing.nul(), List.of("", "a", "twelve bytes", "\r\n\u00ff"), f -> f + "\0"));
        streams.add(with(
                "delimiter aab",
                Framing.delimiter("aab".getBytes(ISO_8859_1)),
                List.of("", "a", "aa", "ab", "b", "twelve bytes", "aaaaaaaaaaaa", "abababababab", ""),
                f -> f + "aab"));
        streams.add(with(
                "delimiter 16",
                Framing.delimiter("-0123456789abcd-".getBytes(ISO_8859_1)),
                List.of("", "-", "-0123456789a", "twelve bytes"),
                f -> f + "-0123456789abcd-"));
        streams.add(with("varint", Framing.varint(), FRAMES, f -> (char) f.length() + f));
        streams.add(with(
                "varint of 5 bytes",
                Framing.varint(),
                FRAMES,
                f -> (char) (f.length() | 0x80) + "\u0080\u0080\u0080\0" + f));
        streams.add(with("MLLP", Framing.mllp(), MESSAGES, f -> "\u000b" + f + "\u001c\r"));
        streams.addAll(syslog());
        streams.addAll(lengthFields());
        return streams;
    }

    private static List<FrameStream> syslog() {
        Framing counting = Framing.octetCounting();
        List<String> lines = List.of("a", "twelve bytes", "<13>x", "12", "1a", "123456789012", "0 a", " 5 a", "\ra");
        return List.of(
                with("counted", counting, FRAMES.subList(1, 4), f -> f.length() + " " + f),
                with(
                        "counted, with LF",
                        counting,
                        List.of("", "a", "twelve bytes", "a\n"),
                        f -> f.length() + 1 + " " + f + "\n"),
                with("syslog lines", counting, lines, f -> f + "\n"),
                with("syslog lines with CRLF", counting, lines, f -> f + "\r\n"),
                with(
                        "counted and lines",
                        counting,
                        List.of("<1>a", "b", "<1>twelve b", "10 bytes..", "end"),
                        f -> f.startsWith("<") ? f + "\n" : f.length() + " " + f));
    }

    private static List<FrameStream> lengthFields() {
        return List.of(
                with(
                        "length field alone",
                        Framing.lengthField(0, 2).strip(2),
                        FRAMES,
                        f -> "\0" + (char) f.length() + f),
                with(
                        "length field kept",
                        Framing.lengthField(1, 1),
                        List.of("x\0", "y\u0003123", "z\nten bytes."),
                        f -> f),
                with(
                        "length field of the whole frame",
                        Framing.lengthField(2, 2).adjustment(-4).strip(4),
                        FRAMES,
                        f -> "\u00ff\n\0" + (char) (f.length() + 4) + f),
                with(
                        "length field before a type (SOFH)",
                        Framing.lengthField(0, 4).adjustment(-4).strip(6),
                        FRAMES,
                        f -> "\0\0\0" + (char) (f.length() + 6) + "\u00f5\0" + f),
                with(
                        "length field, little endian, 3 bytes",
                        Framing.lengthField(1, 3).adjustment(1).strip(3).littleEndian(),
                        List.of("\0a", "\0a\n", "\0bcdefghijkl"),
                        f -> "-" + (char) (f.length() - 2) + "\0" + f),
                with(
                        "length field of 8 bytes",
                        Framing.lengthField(0, 8).strip(8),
                        FRAMES,
                        f -> "\0\0\0\0\0\0\0" + (char) f.length() + f));
    }

    private static FrameStream with(String name, Framing framing, List<String> frames, UnaryOperator<String> bytes) {
        return of(name, framing, frames, frames.stream().map(bytes).toList());
    }

    private static int size(String type) {
        return switch (type) {
            case "b", "B" -> 1;
            case "h", "H" -> 2;
            case "q", "Q" -> 8;
            default -> 4;
        };
    }

    private static FrameStream withLengths(String name, Framing.LengthHeader header, List<String> frames) {
        List<String> pieces = frames.stream()
                .map(frame -> header(header, frame.length() + (header.includesHeader() ? header.length() : 0)) + frame)
                .toList();
        return of(name, header, frames, pieces);
    }

    /** The header that gives a length, one character per byte. */
    static String header(Framing.LengthHeader header, long length) {
        StringBuilder bigEndian = new StringBuilder();
        for (int shift = Byte.SIZE * (header.length() - 1); shift >= 0; shift -= Byte.SIZE) {
            bigEndian.append((char) ((length >>> shift) & 0xff));
        }
        return header.format().startsWith("<") ? bigEndian.reverse().toString() : bigEndian.toString();
    }

    private static FrameStream lines(String name, List<String> lines, String... ends) {
        List<String> pieces = new ArrayList<>();
        for (String line : lines) {
            pieces.add(line + ends[pieces.size() % ends.length]);
        }
        return of(name, Framing.lines(), lines, pieces);
    }

    private static FrameStream joined(String name, Framing framing, List<String> frames) {
        return of(name, framing, frames, frames);
    }

    private static FrameStream of(String name, Framing framing, List<String> frames, List<String> pieces) {
        List<Integer> ends = new ArrayList<>();
        int end = 0;
        for (String piece : pieces) {
            end += piece.length();
            ends.add(end);
        }
        return new FrameStream(name, framing, String.join("", pieces), frames, ends);
    }

    /** Nothing. */
    static FrameStream none(Framing framing) {
        return of("nothing", framing, List.of(), List.of());
    }

    /** What is sent. */
    byte[] bytes() {
        return text.getBytes(ISO_8859_1);
    }

    /** The frames that the first {@code length} bytes hold. */
    List<String> framesIn(int length) {
        return frames.subList(
                0, (int) ends.stream().filter(end -> end <= length).count());
    }

    /** What the first {@code length} bytes hold behind the last whole frame. */
    String rest(int length) {
        int whole = framesIn(length).size();
        return text.substring(whole == 0 ? 0 : ends.get(whole - 1), length);
    }

    /** Whether there is no part of a frame between the frames of the first {@code length} bytes and their end. */
    boolean wholeAt(int length) {
        return length == 0 || ends.contains(length);
    }

    @Override
    public String toString() {
        return name;
    }
}
