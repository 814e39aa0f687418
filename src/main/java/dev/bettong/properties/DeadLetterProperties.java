package dev.bettong.properties;

import dev.bettong.checkpoint.DeadLetterBounds;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What is kept of frames that could not be handled: {@code bettong.dead-letters}.
 *
 * @param maxCount Most dead letters that are kept of a pipeline; beyond it the oldest are dropped.
 * @param maxAge Time for which a dead letter is kept.
 * @param bufferSize Bytes that new dead letters of a pipeline may take until the next checkpoint saves them, on all
 *     workers together; beyond it the oldest are dropped.
 */
public record DeadLetterProperties(
        @DefaultValue("10000") int maxCount,
        @DefaultValue("7d") Duration maxAge,
        @DefaultValue("8MB") DataSize bufferSize)
        implements BettongSection {

    DeadLetterBounds bounds() {
        return new DeadLetterBounds(maxCount, maxAge, bufferSize.toBytes());
    }
}
