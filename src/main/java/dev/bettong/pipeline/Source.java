package dev.bettong.pipeline;

/**
 * Where the events of a pipeline come from. Configuration binds the name to an address.
 *
 * @param <T> type of the events
 */
public sealed interface Source<T> {

    String name();

    Decoder<T> decoder();

    /** A TCP server, bound by {@code bettong.sources.<name>.tcp}. */
    static <T> Source<T> tcp(String name, FramedDecoder<T> decoder) {
        return new Tcp<>(name, decoder);
    }

    record Tcp<T>(String name, FramedDecoder<T> decoder) implements Source<T> {}
}
