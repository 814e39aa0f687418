package dev.bettong.wiring;

import dev.bettong.problem.Problems;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * The type of the events on their way through one pipeline, and who gave it. A type that is not known fits everywhere: why
 * it is not known has been reported already.
 */
public final class TypeFlow {

    private final String place;
    private final Problems problems;
    private String giver = "";
    private @Nullable ResolvableType given;

    TypeFlow(String place, Problems problems) {
        this.place = place;
        this.problems = problems;
    }

    /** The same events on another way from here on. */
    TypeFlow fork(String at) {
        TypeFlow fork = new TypeFlow(at, problems);
        fork.leave(giver, given);
        return fork;
    }

    /** From here on events are what {@code giver} gives. */
    void leave(String giver, @Nullable ResolvableType type) {
        this.giver = giver;
        this.given = type;
    }

    /** Events go into {@code taker}. */
    void enter(String taker, @Nullable ResolvableType type) {
        if (given == null || type == null || fits(given, type)) {
            return;
        }
        problems.add(
                "%s, from %s to %s".formatted(place, giver, taker),
                "%s gives %s, but %s takes %s.".formatted(capital(giver), given, taker, type),
                "Put a computation between them that makes the one of the other, or name a bean whose types fit.");
    }

    /** Whether a {@code given} can be passed for a {@code wanted}; a class without type arguments fits by its class. */
    public static boolean fits(ResolvableType given, ResolvableType wanted) {
        if (wanted.isAssignableFrom(given)) {
            return true;
        }
        boolean raw = !wanted.hasGenerics() || !given.as(wanted.toClass()).hasGenerics() || isRaw(given);
        return raw && wanted.toClass().isAssignableFrom(given.toClass());
    }

    private static boolean isRaw(ResolvableType type) {
        return type.getType() instanceof Class<?> whole && whole.getTypeParameters().length > 0;
    }

    private static String capital(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
