package dev.bettong.state;

import java.util.Map;

/**
 * How far the streams of a pipeline's sources have come that one worker reads, as checkpoints save it.
 *
 * @param bySource by the names of source and stream
 */
public record SavedPositions(Map<String, Map<String, byte[]>> bySource) {

    /** Before the first read. */
    public static final SavedPositions NONE = new SavedPositions(Map.of());
}
