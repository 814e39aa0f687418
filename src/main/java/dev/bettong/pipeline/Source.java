package dev.bettong.pipeline;

/**
 * Where the events of a pipeline come from. Configuration binds the name to an address, under the section of its kind:
 * {@code bettong.sources.<name>.<kind>}.
 *
 * @param <T> type of the events
 */
public interface Source<T> {

    /** Unique in an application, unless several pipelines read the same source. */
    String name();

    /** What it is, by the name of its section in the configuration: {@code tcp}. */
    String kind();

    /** Makes events of what the source reads. */
    Decoder<T> decoder();

    /** A TCP server, bound by {@code bettong.sources.<name>.tcp}. */
    static <T> Source<T> tcp(String name, FramedDecoder<T> decoder) {
        return new Tcp<>(name, decoder);
    }

    record Tcp<T>(String name, FramedDecoder<T> decoder) implements Source<T> {

        @Override
        public String kind() {
            return "tcp";
        }
    }
}
