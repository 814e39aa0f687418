package dev.bettong.properties;

import java.util.regex.Pattern;

/** Names of properties under a map, as they have to be written. */
public final class PropertyName {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9-]+");

    private PropertyName() {}

    /** {@code prefix.key}, with brackets round a key that would otherwise lose some of its characters. */
    public static String of(String prefix, String key) {
        return PLAIN.matcher(key).matches() ? prefix + "." + key : prefix + "[" + key + "]";
    }
}
