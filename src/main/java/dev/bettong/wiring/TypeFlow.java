package dev.bettong.wiring;

import dev.bettong.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * The type of the events on their way through one pipeline, and who gave it. A type that is not known fits everywhere: why
 * it is not known has been reported already. Where flows merge, there are several.
 */
public final class TypeFlow {

    private final String place;
    private final Problems problems;
    private List<Given> given = List.of(); // of which each may come next

    TypeFlow(String place, Problems problems) {
        this.place = place;
        this.problems = problems;
    }

    private @Nullable Given key; // of the partitioning in force

    private record Given(String giver, @Nullable ResolvableType type) {}

    /** The same events on another way from here on. */
    TypeFlow fork(String at) {
        TypeFlow fork = new TypeFlow(at, problems);
        fork.given = given;
        fork.key = key;
        return fork;
    }

    /** The events of another flow come here, too. */
    void merge(TypeFlow other) {
        List<Given> all = new ArrayList<>(given);
        all.addAll(other.given);
        given = List.copyOf(all);
    }

    /** From here on events are what {@code giver} gives. */
    void leave(String giver, @Nullable ResolvableType type) {
        given = List.of(new Given(giver, type));
    }

    /** From here on events have the keys that {@code giver} gives. */
    void leaveKey(String giver, @Nullable ResolvableType type) {
        key = new Given(giver, type);
    }

    /** The type of the keys; {@code null} if it is not known. */
    @Nullable
    ResolvableType keyType() {
        return key == null ? null : key.type();
    }

    /** The key of an event goes into {@code taker}. */
    void enterKey(String taker, @Nullable ResolvableType type) {
        if (key == null || key.type() == null || type == null || fits(key.type(), type)) {
            return;
        }
        problems.add(
                "%s, from %s to %s".formatted(place, key.giver(), taker),
                "%s gives keys of type %s, but %s takes the key as %s."
                        .formatted(capital(key.giver()), key.type(), taker, type),
                "Name a bean that takes such a key, or one that does not take the key at all.");
    }

    /** Events go into {@code taker}. */
    void enter(String taker, @Nullable ResolvableType type) {
        if (type != null) {
            given.forEach(each -> enter(each, taker, type));
        }
    }

    private void enter(Given each, String taker, ResolvableType type) {
        if (each.type() == null || fits(each.type(), type)) {
            return;
        }
        problems.add(
                "%s, from %s to %s".formatted(place, each.giver(), taker),
                "%s gives %s, but %s takes %s.".formatted(capital(each.giver()), each.type(), taker, type),
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
