package dev.bettong.codec;

import java.util.List;
import java.util.Map;

/**
 * Whether state that was stored under one schema can be read under another.
 *
 * @param verdict the answer
 * @param added places of fields that the stored state lacks; they take their defaults
 * @param removed places of fields that only the stored state has; their values are lost
 * @param renamed places of fields that are stored under a former name, with that name
 * @param converted what can be read as another type than it was stored as
 * @param changed what cannot be read
 */
public record Compatibility(
        Verdict verdict,
        List<String> added,
        List<String> removed,
        Map<String, String> renamed,
        List<Change> converted,
        List<Change> changed) {

    /** The answer. */
    public enum Verdict {
        /** Nothing has changed. */
        SAME,
        /** Fields have come, gone or become wider; the stored state can be read. */
        COMPATIBLE,
        /** The stored state cannot be read. */
        INCOMPATIBLE
    }

    /**
     * Something that has another type than it was stored as.
     *
     * @param place where in the state
     * @param stored what was stored
     * @param current what it is to be read as
     */
    public record Change(String place, String stored, String current) {}
}
