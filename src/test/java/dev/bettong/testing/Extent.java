package dev.bettong.testing;

import java.util.List;
import java.util.stream.Stream;

/** How much a test tries: enough for every change, or everything, with the Maven profile {@code full}. */
public final class Extent {

    private static final boolean FULL = Boolean.getBoolean("tests.full");

    private Extent() {}

    /** How many of something: {@code usual}, or {@code full} in the profile. */
    public static int of(int usual, int full) {
        return FULL ? full : usual;
    }

    /** Some cases: the usual ones, in the profile with the others. */
    public static <T> List<T> of(List<T> usual, List<T> others) {
        return FULL ? Stream.concat(usual.stream(), others.stream()).toList() : usual;
    }

    /** Whether everything is tried. */
    public static boolean full() {
        return FULL;
    }
}
