package dev.bettong.format;

import org.jspecify.annotations.Nullable;

/**
 * Drops payloads of nothing but spaces, tabs and line ends, such as the empty lines of a file.
 *
 * @param payload decodes the others
 */
record NonBlankDecoder<T>(TypedDecoder<T> payload) implements TypedDecoder<T> {

    @Override
    public Class<T> type() {
        return payload.type();
    }

    @Override
    public @Nullable T decode(byte[] bytes) throws Exception {
        return isBlank(bytes) ? null : payload.decode(bytes);
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte each : bytes) {
            if (each != ' ' && each != '\t' && each != '\r' && each != '\n') {
                return false;
            }
        }
        return true;
    }
}
