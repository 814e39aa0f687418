package dev.bettong.config;

import dev.bettong.embedded.DeadLetterBounds;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is kept of frames that could not be handled: {@code bettong.dead-letters}.
 *
 * @param maxCount Most dead letters that are kept; beyond it the oldest are dropped.
 * @param maxAge Time for which a dead letter is kept.
 */
record DeadLetterProperties(
        @DefaultValue("10000") int maxCount,
        @DefaultValue("7d") Duration maxAge) implements Section {

    DeadLetterBounds bounds() {
        return new DeadLetterBounds(maxCount, maxAge);
    }
}
