package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FramedDecoder;
import java.time.Instant;

/** What the pages about timers and calls are about: "7 ann 250 2026-01-01T00:00:05Z". */
record Order(String id, String customer, long amount, Instant at) {

    static Order parse(String text) {
        String[] words = text.split(" ", 4);
        return new Order(words[0], words[1], Long.parseLong(words[2]), Instant.parse(words[3]));
    }

    static FramedDecoder<Order> decoder() {
        return Decoder.lines(bytes -> parse(new String(bytes, UTF_8)));
    }

    /** The same of a customer whose name is known. */
    Order of(String name) {
        return new Order(id, name, amount, at);
    }
}
