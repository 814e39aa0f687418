package dev.bettong.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The beginning of the text of what authors make, for people who look at it. */
public final class ShownText {

    private static final int MAX_KEY = 64; // characters
    private static final int MAX_EVENT = 500; // characters

    private ShownText() {}

    public static String ofKey(Object key) {
        return text(key, MAX_KEY);
    }

    public static String ofEvent(Object event) {
        return text(event, MAX_EVENT);
    }

    private static String text(Object made, int max) {
        try {
            String text = String.valueOf(made);
            String shown = text.length() <= max ? text : text.substring(0, max) + "…";
            return new String(shown.getBytes(UTF_8), UTF_8); // JSON cannot say half of a surrogate pair
        } catch (Throwable broken) { // by the author's toString()
            return "(toString() threw %s)".formatted(broken.getClass().getName());
        }
    }
}
