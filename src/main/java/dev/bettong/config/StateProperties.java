package dev.bettong.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The state in memory: {@code bettong.state}.
 *
 * @param maxEntities Most entities to hold in memory, those of all states together; 0 stands for no limit.
 */
record StateProperties(@DefaultValue("0") long maxEntities) implements Section {}
