package dev.bettong.runtime;

/** A number and what is counted, as in {@code 1 frame} and {@code 2 frames}. */
public final class Quantity {

    private Quantity() {}

    /** With the plural that ends in {@code s}. */
    public static String of(long count, String singular) {
        return of(count, singular, singular + "s");
    }

    /** With a plural of its own. */
    public static String of(long count, String singular, String plural) {
        return count + " " + (count == 1 ? singular : plural);
    }
}
