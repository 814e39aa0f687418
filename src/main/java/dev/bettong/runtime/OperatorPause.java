package dev.bettong.runtime;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator has stopped the source of a pipeline, until an operator lets it read again.
 *
 * @param since when that was
 * @param reason why, in the operator's words, or {@code null} if none was given
 */
public record OperatorPause(Instant since, @Nullable String reason) {

    /** The same in a few words, for people. */
    public String text() {
        return reason == null ? "paused by an operator" : "paused by an operator: " + reason;
    }
}
