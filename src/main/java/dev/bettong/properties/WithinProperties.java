package dev.bettong.properties;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far in time the right event of a join may be from the left one, both ends included:
 * {@code bettong.pipelines.<key>.steps[n].within}.
 *
 * @param before How much earlier the right event may be; 0s if it is left out.
 * @param after How much later the right event may be; 0s if it is left out.
 */
public record WithinProperties(
        @Nullable Duration before, @Nullable Duration after) implements BettongSection {}
