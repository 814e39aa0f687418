package dev.bettong.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads frames with a header of four bytes from a blocking stream. For one thread. */
final class FrameInput {

    private static final int BUFFER_SIZE = 1 << 17;

    private final InputStream in;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE).flip();

    FrameInput(InputStream in) {
        this.in = in;
    }

    /** The next frame, or {@code null} at the end of the stream. */
    byte @Nullable [] next() throws IOException {
        while (!buffered()) {
            buffer.compact();
            int read = in.read(buffer.array(), buffer.position(), buffer.remaining());
            if (read < 0) {
                return null;
            }
            buffer.position(buffer.position() + read).flip();
        }
        int start = buffer.position() + Integer.BYTES;
        int end = start + buffer.getInt();
        buffer.position(end);
        return Arrays.copyOfRange(buffer.array(), start, end);
    }

    /** Whether a whole frame has been read already. */
    boolean buffered() {
        return buffer.remaining() >= Integer.BYTES
                && buffer.remaining() >= Integer.BYTES + buffer.getInt(buffer.position());
    }
}
