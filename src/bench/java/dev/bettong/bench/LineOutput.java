package dev.bettong.bench;

import java.io.IOException;
import java.io.OutputStream;

/** Collects lines and writes them to a blocking stream. For one thread. */
final class LineOutput {

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 17];
    private int filled;

    LineOutput(OutputStream out) {
        this.out = out;
    }

    void write(byte[] line) throws IOException {
        if (filled + line.length > buffer.length) {
            flush();
        }
        System.arraycopy(line, 0, buffer, filled, line.length);
        filled += line.length;
    }

    void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }
}
