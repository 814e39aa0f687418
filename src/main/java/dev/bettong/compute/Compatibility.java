package dev.bettong.compute;

import java.util.List;

/**
 * Whether state that was stored under one schema can be read under another.
 *
 * @param verdict the answer
 * @param added places of fields that the stored state lacks; they take their defaults
 * @param removed places of fields that only the stored state has; they are ignored
 * @param changed what cannot be read
 */
public record Compatibility(Verdict verdict, List<String> added, List<String> removed, List<Change> changed) {

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
     * Something that cannot be read.
     *
     * @param place where in the state
     * @param stored what was stored
     * @param current what would have to be read
     */
    public record Change(String place, String stored, String current) {}
}
