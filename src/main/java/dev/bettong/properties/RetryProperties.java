package dev.bettong.properties;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When a call that has failed is tried again: {@code bettong.pipelines.<key>.steps[n].retry}.
 *
 * @param attempts How often a call is tried, the first time included.
 * @param backoff Time before the second attempt; it is twice as long before each further one.
 * @param longestBackoff Most time between two attempts.
 * @param errors Exceptions after which it is tried again, and their subclasses; after any if there are none.
 */
public record RetryProperties(
        @DefaultValue("3") int attempts,
        @Nullable Duration backoff,
        @Nullable Duration longestBackoff,
        @DefaultValue List<Class<? extends Throwable>> errors)
        implements BettongSection {}
