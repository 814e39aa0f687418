package dev.bettong.properties;

import dev.bettong.state.StateLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The state: {@code bettong.state}.
 *
 * @param maxEntities Most entities to hold in memory, those of all states together; 0 stands for no limit.
 * @param maxMemory Memory that entities may take, by an estimate; 0 stands for no limit. With a data directory, those that
 *     are saved leave memory beyond it, which is a quarter of the heap by default; without one, events with new keys fail
 *     beyond it, which is half of the heap.
 * @param maxDowntime Most of the time between two runs that counts towards the ages of entities and dead letters.
 */
public record StateProperties(
        @DefaultValue("0") long maxEntities,
        @Nullable DataSize maxMemory,
        @DefaultValue("1h") Duration maxDowntime) implements BettongSection {

    private static final int DURABLE_SHARE_OF_HEAP = 4;
    private static final int SHARE_OF_HEAP = 2;

    StateLimits limits(boolean durable) {
        long heap = Runtime.getRuntime().maxMemory();
        long standard = heap / (durable ? DURABLE_SHARE_OF_HEAP : SHARE_OF_HEAP);
        return new StateLimits(maxEntities, maxMemory == null ? standard : maxMemory.toBytes());
    }
}
