package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FramedDecoder;
import java.time.Instant;

/** What the pages about windows and time are about: "home 2026-01-01T00:00:05Z". */
record Visit(String page, Instant at) {

    static Visit of(String text) {
        String[] words = text.split(" ", 2);
        return new Visit(words[0], Instant.parse(words[1]));
    }

    static FramedDecoder<Visit> decoder() {
        return Decoder.lines(bytes -> of(new String(bytes, UTF_8)));
    }
}
