package dev.bettong.testing;

/** How much a test tries: enough for every change, or everything, with the Maven profile {@code full}. */
public final class Extent {

    private static final boolean FULL = Boolean.getBoolean("tests.full");

    private Extent() {}

    /** How many of something: {@code usual}, or {@code full} in the profile. */
    public static int of(int usual, int full) {
        return FULL ? full : usual;
    }

    /** Whether everything is tried. */
    public static boolean full() {
        return FULL;
    }
}
