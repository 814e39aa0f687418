package dev.bettong.format;

import dev.bettong.pipeline.Encoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Ends each message with LF.
 *
 * @param message encodes it without the line end
 */
record LineEncoder<T>(Encoder<T> message) implements Encoder<T> {

    @Override
    public byte @Nullable [] encode(T output) throws Exception {
        byte[] bytes = message.encode(output);
        if (bytes == null) {
            return null;
        }
        byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }
}
