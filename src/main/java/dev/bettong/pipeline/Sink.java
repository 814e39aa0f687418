package dev.bettong.pipeline;

/**
 * Where the outputs of a pipeline go. Configuration binds the name to an address.
 *
 * @param <T> type of the outputs
 */
public sealed interface Sink<T> {

    String name();

    Encoder<T> encoder();

    /** A TCP client, bound by {@code bettong.sinks.<name>.tcp}. */
    static <T> Sink<T> tcp(String name, Encoder<T> encoder) {
        return new Tcp<>(name, encoder);
    }

    record Tcp<T>(String name, Encoder<T> encoder) implements Sink<T> {}
}
