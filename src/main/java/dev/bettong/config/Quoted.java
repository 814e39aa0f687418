package dev.bettong.config;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names as they stand in a sentence. */
final class Quoted {

    private Quoted() {}

    /** {@code 'a', 'b'}. */
    static String list(Collection<?> names) {
        return names.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
    }
}
