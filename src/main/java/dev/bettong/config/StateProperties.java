package dev.bettong.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The state: {@code bettong.state}.
 *
 * @param maxEntities Most entities to hold in memory, those of all states together; 0 stands for no limit.
 * @param maxMemory Memory that entities may take with a data directory, by an estimate, before those that are saved leave it;
 *     a quarter of the heap by default, and 0 stands for no limit.
 * @param maxDowntime Most of the time between two runs that counts towards the ages of entities and dead letters.
 */
record StateProperties(
        @DefaultValue("0") long maxEntities,
        @Nullable DataSize maxMemory,
        @DefaultValue("1h") Duration maxDowntime) implements Section {

    private static final int SHARE_OF_HEAP = 4;

    long maxMemoryBytes() {
        return maxMemory == null ? Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP : maxMemory.toBytes();
    }
}
