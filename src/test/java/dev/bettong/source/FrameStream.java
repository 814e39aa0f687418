package dev.bettong.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.bettong.pipeline.Framing;
import java.util.ArrayList;
import java.util.List;

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
        return streams;
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
        return of(name, new Framing.Lines(), lines, pieces);
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
