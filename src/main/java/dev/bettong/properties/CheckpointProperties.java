package dev.bettong.properties;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Checkpoints of the state: {@code bettong.checkpoint}.
 *
 * @param interval Time from the beginning of a checkpoint to that of the next.
 * @param cutTimeout Time that a checkpoint waits for all workers before it is abandoned and tried again later.
 */
public record CheckpointProperties(
        @DefaultValue("1s") Duration interval,
        @DefaultValue("10s") Duration cutTimeout) implements BettongSection {}
