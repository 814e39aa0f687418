package dev.bettong.format;

import java.nio.charset.Charset;

/** Makes text of payloads. */
record TextDecoder(Charset charset) implements TypedDecoder<String> {

    @Override
    public Class<String> type() {
        return String.class;
    }

    @Override
    public String decode(byte[] payload) throws FormatException {
        return StrictText.decode(payload, charset);
    }
}
