package dev.bettong.problem;

import java.util.Collection;
import java.util.stream.Collectors;

/** How names stand in a sentence. */
public final class Wording {

    private Wording() {}

    /** {@code 'a', 'b'}. */
    public static String quoted(Collection<?> names) {
        return names.stream().map("'%s'"::formatted).collect(Collectors.joining(", "));
    }

    /** {@code "an Encoder"}, {@code "a State"}. */
    public static String withArticle(String noun) {
        return ("AEIOU".indexOf(noun.charAt(0)) < 0 ? "a " : "an ") + noun;
    }
}
