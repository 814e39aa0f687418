package dev.bettong.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How frames follow each other in a stream of bytes. Immutable. */
sealed interface Frames {

    /** Frames that are longer are taken for something else than frames. */
    int LONGEST = 64 << 20;

    /** Bytes of the longest delimiter, as in a source. */
    int LONGEST_DELIMITER = 16;

    /** Bytes for which there is room at first. */
    int FIRST_SIZE = 128;

    /** What {@code --header}, {@code --lines}, {@code --framing} and {@code --delimiter} of a command say. */
    static Frames of(Arguments arguments, Frames otherwise) {
        List<Frames> said = new ArrayList<>();
        if (arguments.has("--lines")) {
            said.add(new Lines());
        }
        arguments.number("--header", 1).map(Frames::header).ifPresent(said::add);
        arguments.option("--framing").map(Frames::framing).ifPresent(said::add);
        arguments.option("--delimiter").map(Frames::delimiter).ifPresent(said::add);
        if (said.size() > 1) {
            throw CommandFailure.usage("Frames are of one kind: one of --lines, --header, --framing and --delimiter.");
        }
        return said.isEmpty() ? otherwise : said.getFirst();
    }

    private static Header header(long bytes) {
        if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
            throw CommandFailure.usage("A header has 1, 2, 4 or 8 bytes, not %d.".formatted(bytes));
        }
        return new Header((int) bytes);
    }

    private static Frames framing(String name) {
        return switch (name) {
            case "nul" -> new Delimited(new byte[1]);
            case "octet-counting" -> new OctetCounting();
            case "varint" -> new Varint();
            case "mllp" -> new Mllp();
            default ->
                throw CommandFailure.usage(
                        "There is no framing '%s', but nul, octet-counting, varint and mllp.".formatted(name));
        };
    }

    private static Delimited delimiter(String hex) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hex);
            if (bytes.length > 0 && bytes.length <= LONGEST_DELIMITER) {
                return new Delimited(bytes);
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw CommandFailure.usage("A delimiter is 1 to %d bytes in hexadecimal digits, such as 0d0a, not '%s'."
                .formatted(LONGEST_DELIMITER, hex));
    }

    /** Writes a frame. */
    void write(byte[] payload, OutputStream out) throws IOException;

    /**
     * Reads a frame.
     *
     * @return its payload, or {@code null} if the stream ends before it
     * @throws EOFException if the stream ends within it
     */
    byte @Nullable [] read(InputStream in) throws IOException;

    /** Everything through the first {@code end}, or to the end of the stream; {@code null} if that is nothing. */
    private static byte @Nullable [] through(byte[] end, InputStream in) throws IOException {
        byte[] bytes = new byte[FIRST_SIZE];
        int length = 0;
        while (true) {
            int next = in.read();
            if (next < 0) {
                return length == 0 ? null : Arrays.copyOf(bytes, length);
            }
            if (length == LONGEST) {
                throw new IOException("a frame is longer than %d bytes".formatted(LONGEST));
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(LONGEST, 2 * length));
            }
            bytes[length++] = (byte) next;
            if (endsWith(end, bytes, length)) {
                return Arrays.copyOf(bytes, length);
            }
        }
    }

    private static boolean endsWith(byte[] end, byte[] bytes, int length) {
        return length >= end.length && Arrays.equals(bytes, length - end.length, length, end, 0, end.length);
    }

    /** Everything before the first {@code end}; {@code null} if the stream ends here. */
    private static byte @Nullable [] before(byte[] end, InputStream in) throws IOException {
        byte[] bytes = through(end, in);
        if (bytes == null) {
            return null;
        }
        if (!endsWith(end, bytes, bytes.length)) {
            throw new EOFException("the end comes within a frame of %d bytes".formatted(bytes.length));
        }
        return Arrays.copyOf(bytes, bytes.length - end.length);
    }

    private static byte[] exactly(long length, InputStream in) throws IOException {
        if (length < 0 || length > LONGEST) {
            throw new IOException("a header says %s bytes, more than the %d of the longest frame"
                    .formatted(Long.toUnsignedString(length), LONGEST));
        }
        byte[] payload = in.readNBytes((int) length);
        if (payload.length < length) {
            throw new EOFException("the end comes within a frame of %d bytes".formatted(length));
        }
        return payload;
    }

    /** Lines that end with LF or CRLF. */
    record Lines() implements Frames {

        private static final byte[] END = {'\n'};

        @Override
        public void write(byte[] payload, OutputStream out) throws IOException {
            out.write(payload);
            out.write(END);
        }

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            byte[] line = through(END, in);
            if (line != null && line[line.length - 1] != '\n') {
                throw new EOFException("the end comes within a line of %d bytes".formatted(line.length));
            }
            return line == null ? null : withoutEnd(line);
        }

        /** Reads a line whose end may be that of the stream; {@code null} if there is none. */
        byte @Nullable [] readLast(InputStream in) throws IOException {
            byte[] line = through(END, in);
            return line == null ? null : withoutEnd(line);
        }

        private static byte[] withoutEnd(byte[] line) {
            int length = line.length;
            if (length > 0 && line[length - 1] == '\n') {
                length--;
                if (length > 0 && line[length - 1] == '\r') {
                    length--;
                }
            }
            return Arrays.copyOf(line, length);
        }
    }

    /**
     * Payloads behind their length, an unsigned number, the most significant byte first.
     *
     * @param bytes size of the header: 1, 2, 4 or 8
     */
    record Header(int bytes) implements Frames {

        @Override
        public void write(byte[] payload, OutputStream out) throws IOException {
            if (bytes < Integer.BYTES && payload.length >>> (bytes * Byte.SIZE) != 0) {
                throw new IOException(
                        "a frame has %d bytes, more than a header of %d can say".formatted(payload.length, bytes));
            }
            for (int i = bytes - 1; i >= 0; i--) {
                out.write((int) ((long) payload.length >>> (i * Byte.SIZE)));
            }
            out.write(payload);
        }

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            byte[] header = in.readNBytes(bytes);
            if (header.length == 0) {
                return null;
            }
            if (header.length < bytes) {
                throw new EOFException("the end comes within a header");
            }
            long length = 0;
            for (byte each : header) {
                length = length << Byte.SIZE | (each & 0xFF);
            }
            return exactly(length, in);
        }
    }

    /** Frames that end with certain bytes. */
    final class Delimited implements Frames {

        private final byte[] delimiter;

        Delimited(byte[] delimiter) {
            this.delimiter = delimiter.clone();
        }

        @Override
        public void write(byte[] payload, OutputStream out) throws IOException {
            for (int end = delimiter.length; end <= payload.length; end++) {
                if (endsWith(delimiter, payload, end)) {
                    throw new IOException("a frame has the delimiter inside");
                }
            }
            out.write(payload);
            out.write(delimiter);
        }

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            return before(delimiter, in);
        }
    }

    /** Syslog messages: written behind a count of their bytes, read also with LF at their end. */
    record OctetCounting() implements Frames {

        private static final int MOST_DIGITS = 10;

        @Override
        public void write(byte[] payload, OutputStream out) throws IOException {
            out.write((payload.length + " ").getBytes(US_ASCII));
            out.write(payload);
        }

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            byte[] message = readAny(in);
            while (message != null && message.length == 0) {
                message = readAny(in);
            }
            return message;
        }

        private static byte @Nullable [] readAny(InputStream in) throws IOException {
            ByteArrayOutputStream begun = new ByteArrayOutputStream();
            int next = in.read();
            while (next >= (begun.size() == 0 ? '1' : '0') && next <= '9' && begun.size() < MOST_DIGITS) {
                begun.write(next);
                next = in.read();
            }
            if (next == ' ' && begun.size() > 0) {
                byte[] message = exactly(Long.parseLong(begun.toString(US_ASCII)), in);
                boolean feed = message.length > 0 && message[message.length - 1] == '\n';
                return feed ? Arrays.copyOf(message, message.length - 1) : message;
            }
            if (next >= 0) {
                begun.write(next);
            }
            return new Lines().read(new SequenceInputStream(new ByteArrayInputStream(begun.toByteArray()), in));
        }
    }

    /** Payloads behind their length as an unsigned LEB128 number. */
    record Varint() implements Frames {

        private static final int BITS = 7;
        private static final int MORE = 0x80;
        private static final int MOST_BITS = 5 * BITS;

        @Override
        public void write(byte[] payload, OutputStream out) throws IOException {
            int rest = payload.length;
            for (; rest >= MORE; rest >>>= BITS) {
                out.write(rest | MORE);
            }
            out.write(rest);
            out.write(payload);
        }

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            long length = 0;
            for (int shift = 0; shift < MOST_BITS; shift += BITS) {
                int next = in.read();
                if (next < 0 && shift == 0) {
                    return null;
                }
                if (next < 0) {
                    throw new EOFException("the end comes within a header");
                }
                length |= (long) (next & (MORE - 1)) << shift;
                if (next < MORE) {
                    return exactly(length, in);
                }
            }
            throw new IOException("a length takes more than 5 bytes");
        }
    }

    /** Blocks of HL7's minimal lower layer protocol. */
    record Mllp() implements Frames {

        private static final int START = 0x0B;
        private static final Delimited BLOCKS = new Delimited(new byte[] {0x1C, 0x0D});

        @Override
        public void write(byte[] payload, OutputStream out) throws IOException {
            out.write(START);
            BLOCKS.write(payload, out);
        }

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            int next = in.read();
            while (next == '\r' || next == '\n') {
                next = in.read();
            }
            if (next >= 0 && next != START) {
                throw new IOException("a block begins with 0x%02X, not with 0x%02X".formatted(next, START));
            }
            byte[] payload = BLOCKS.read(in);
            if (payload == null && next == START) {
                throw new EOFException("the end comes within a block");
            }
            return payload;
        }
    }
}
