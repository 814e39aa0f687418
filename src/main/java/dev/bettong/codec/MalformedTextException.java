package dev.bettong.codec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An entity holds text that is not well-formed UTF-16, and so has no UTF-8: half of a surrogate pair. The message names
 * the field and quotes nothing of the entity.
 */
public final class MalformedTextException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    MalformedTextException(Class<?> type, JacksonException cause) {
        super(
                "%s holds half of a surrogate pair, which cannot be stored as UTF-8; functions must cut text between code points"
                        .formatted(place(type, cause.getPath())),
                cause);
    }

    private static String place(Class<?> type, List<JacksonException.Reference> path) {
        StringBuilder place = new StringBuilder();
        for (JacksonException.Reference part : path) {
            String name = fieldOf(part);
            place.append(name == null ? "[]" : place.isEmpty() ? name : "." + name);
        }
        return place.isEmpty() ? "the text" : "the field '%s' of %s".formatted(place, type.getSimpleName());
    }

    /** The name of a field; {@code null} for an element of a collection or map, whose keys are data. */
    private static @Nullable String fieldOf(JacksonException.Reference part) {
        return part.from() instanceof Map<?, ?> ? null : part.getPropertyName();
    }
}
