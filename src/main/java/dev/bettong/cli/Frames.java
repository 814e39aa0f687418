package dev.bettong.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How frames follow each other in a stream of bytes. Immutable. */
sealed interface Frames {

    /** Frames that are longer are taken for something else than frames. */
    int LONGEST = 64 << 20;

    /** What {@code --header} and {@code --lines} of a command say. */
    static Frames of(Arguments arguments, Frames otherwise) {
        if (arguments.has("--lines") && arguments.option("--header").isPresent()) {
            throw CommandFailure.usage("Frames are either lines or behind a header.");
        }
        if (arguments.has("--lines")) {
            return new Lines();
        }
        return arguments.number("--header", 1).<Frames>map(Frames::header).orElse(otherwise);
    }

    private static Header header(long bytes) {
        if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
            throw CommandFailure.usage("A header has 1, 2, 4 or 8 bytes, not %d.".formatted(bytes));
        }
        return new Header((int) bytes);
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

    /** Lines that end with LF or CRLF. */
    record Lines() implements Frames {

        private static final int FIRST_SIZE = 128;

        @Override
        public void write(byte[] payload, OutputStream out) throws IOException {
            out.write(payload);
            out.write('\n');
        }

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            byte[] line = rest(in);
            if (line != null && line[line.length - 1] != '\n') {
                throw new EOFException("the end comes within a line of %d bytes".formatted(line.length));
            }
            return line == null ? null : withoutEnd(line);
        }

        /** Reads a line whose end may be that of the stream; {@code null} if there is none. */
        byte @Nullable [] readLast(InputStream in) throws IOException {
            byte[] line = rest(in);
            return line == null ? null : withoutEnd(line);
        }

        private static byte @Nullable [] rest(InputStream in) throws IOException {
            byte[] line = new byte[FIRST_SIZE];
            int length = 0;
            while (true) {
                int next = in.read();
                if (next < 0) {
                    return length == 0 ? null : Arrays.copyOf(line, length);
                }
                if (length == LONGEST) {
                    throw new IOException("a line is longer than %d bytes".formatted(LONGEST));
                }
                if (length == line.length) {
                    line = Arrays.copyOf(line, Math.min(LONGEST, 2 * length));
                }
                line[length++] = (byte) next;
                if (next == '\n') {
                    return Arrays.copyOf(line, length);
                }
            }
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
    }
}
