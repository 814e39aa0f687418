package dev.bettong.pipeline;

import org.jspecify.annotations.Nullable;

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

    /** How the time of its events is known; {@code null} if it is when they were read. */
    default @Nullable EventTime<T> eventTime() {
        return null;
    }

    /** This source, whose events have their own time. All sources of a pipeline do, or none. */
    default Source<T> eventTime(EventTime<T> time) {
        return new Timed<>(this, time);
    }

    /** A TCP server, bound by {@code bettong.sources.<name>.tcp}. */
    static <T> Source<T> tcp(String name, FramedDecoder<T> decoder) {
        return new Tcp<>(name, decoder);
    }

    /**
     * A source of a kind that a {@code dev.bettong.connect.SourceConnector} bean adds, with its properties under {@code
     * bettong.sources.<name>.<kind>}.
     */
    static <T> Source<T> of(String name, String kind, Decoder<T> decoder) {
        return new Connected<>(name, kind, decoder);
    }

    /** A source that a connector reads. */
    record Connected<T>(String name, String kind, Decoder<T> decoder) implements Source<T> {}

    record Tcp<T>(String name, FramedDecoder<T> decoder) implements Source<T> {

        @Override
        public String kind() {
            return "tcp";
        }
    }

    /** A source whose events have their own time. */
    record Timed<T>(Source<T> source, EventTime<T> eventTime) implements Source<T> {

        @Override
        public String name() {
            return source.name();
        }

        @Override
        public String kind() {
            return source.kind();
        }

        @Override
        public Decoder<T> decoder() {
            return source.decoder();
        }

        @Override
        public Source<T> eventTime(EventTime<T> time) {
            return new Timed<>(source, time);
        }
    }
}
