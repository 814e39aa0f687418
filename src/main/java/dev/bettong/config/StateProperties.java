package dev.bettong.config;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The state: {@code bettong.state}.
 *
 * @param maxEntities Most entities to hold in memory, those of all states together; 0 stands for no limit.
 * @param maxDowntime Most of the time between two runs that counts towards the ages of entities and dead letters.
 */
record StateProperties(
        @DefaultValue("0") long maxEntities,
        @DefaultValue("1h") Duration maxDowntime) implements Section {}
