package dev.bettong.chain;

import dev.bettong.pipeline.Decoder;
import dev.bettong.runtime.FailureReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the frames of a source, and of bytes that are none.
 *
 * @param timeless counts events without a time that can be true; {@code null} where they bring none
 * @param framing counts what is no frame, by reason
 * @param next where the worker comes in
 * @param first takes the events
 */
record Decoding(
        Decoder<?> decoder,
        FailureCounter failures,
        @Nullable FailureCounter timeless,
        Map<FailureReason, FailureCounter> framing,
        Entrance next,
        Operator first) {}
