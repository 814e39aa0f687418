package dev.bettong.pipeline;

/**
 * Where the outputs of a pipeline go. Configuration binds the name to an address, under the section of its kind:
 * {@code bettong.sinks.<name>.<kind>}.
 *
 * @param <T> type of the outputs
 */
public interface Sink<T> {

    /** Several pipelines may write to a sink of the same name. */
    String name();

    /** What it is, by the name of its section in the configuration: {@code tcp}. */
    String kind();

    /** Makes messages of outputs. */
    Encoder<? super T> encoder();

    /** A TCP client, bound by {@code bettong.sinks.<name>.tcp}. */
    static <T> Sink<T> tcp(String name, Encoder<? super T> encoder) {
        return new Tcp<>(name, encoder);
    }

    /**
     * A sink of a kind that a {@code dev.bettong.connect.SinkConnector} bean adds, with its properties under {@code
     * bettong.sinks.<name>.<kind>}.
     */
    static <T> Sink<T> of(String name, String kind, Encoder<? super T> encoder) {
        return new Connected<>(name, kind, encoder);
    }

    /** A sink that a connector writes to. */
    record Connected<T>(String name, String kind, Encoder<? super T> encoder) implements Sink<T> {}

    record Tcp<T>(String name, Encoder<? super T> encoder) implements Sink<T> {

        @Override
        public String kind() {
            return "tcp";
        }
    }
}
