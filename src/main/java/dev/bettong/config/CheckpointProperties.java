package dev.bettong.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Checkpoints of the state: {@code bettong.checkpoint}.
 *
 * @param interval Time from the beginning of a checkpoint to that of the next.
 */
record CheckpointProperties(@DefaultValue("1s") Duration interval) implements Section {}
