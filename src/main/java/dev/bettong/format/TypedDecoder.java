package dev.bettong.format;

import dev.bettong.pipeline.Decoder;

/**
 * A decoder that knows the class of its events, so that they need no {@code carrying} behind a partitioning.
 *
 * @param <T> type of the events
 */
public interface TypedDecoder<T> extends Decoder<T> {

    /** The class of the events. */
    Class<T> type();
}
