package dev.bettong.time;

import java.util.List;
import java.util.Map;

/**
 * The time of a pipeline on one worker, as checkpoints save it. Times are milliseconds since 1970.
 *
 * @param reached how far it has come behind each partitioning, by their names; behind the sources by the empty name
 * @param streams the streams that have not ended
 */
public record SavedTime(Map<String, Long> reached, List<Stream> streams) {

    /**
     * How far a stream has come.
     *
     * @param source name of the source
     * @param counts whether it holds back the others
     */
    public record Stream(int lane, String source, long number, long watermark, boolean counts) {}

    /** Before the first event. */
    public static final SavedTime NONE = new SavedTime(Map.of(), List.of());
}
