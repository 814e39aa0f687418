package dev.bettong.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;

/** What a test sends on one connection of a source. */
public final class Feed {

    private final PipelineTest test;
    private final String source;
    private final String connection;

    Feed(PipelineTest test, String source, String connection) {
        this.test = test;
        this.source = source;
        this.connection = connection;
    }

    /** Another connection of the same source. */
    public Feed connection(String name) {
        return new Feed(test, source, name);
    }

    /** Sends a frame for each text, in UTF-8 and without what the framing adds; they are read together. */
    public Feed send(String... texts) {
        return frames(Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList());
    }

    /** Sends a frame for each payload, without what the framing adds; they are read together. */
    public Feed send(byte[]... payloads) {
        return frames(List.of(payloads));
    }

    private Feed frames(List<byte[]> frames) {
        test.act(runtime -> runtime.send(source, connection, frames));
        return this;
    }

    /** Closes the connection. */
    public Feed close() {
        test.act(runtime -> runtime.close(source, connection));
        return this;
    }
}
