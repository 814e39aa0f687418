package dev.bettong.bench;

import java.io.IOException;
import java.io.OutputStream;

/** Collects outputs and writes them to a blocking stream. For one thread. */
final class SocketOutput {

    private final OutputStream out;
    private final byte[] buffer = new byte[1 << 17];
    private int filled;

    SocketOutput(OutputStream out) {
        this.out = out;
    }

    void write(byte[] output) throws IOException {
        if (filled + output.length > buffer.length) {
            flush();
        }
        System.arraycopy(output, 0, buffer, filled, output.length);
        filled += output.length;
    }

    void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }
}
