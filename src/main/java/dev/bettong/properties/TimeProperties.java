package dev.bettong.properties;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the time of a source's events is known: {@code bettong.pipelines.<key>.from.time}.
 *
 * @param of Bean that reads the time of an event, a TimestampExtractor.
 * @param outOfOrder How far an event may be behind the latest of its connection, and be in time.
 * @param idleAfter Time without events after which a connection holds back the others no longer.
 * @param ahead How far an event may be ahead of the system clock.
 */
public record TimeProperties(
        @Nullable String of,
        @DefaultValue("0s") Duration outOfOrder,
        @DefaultValue("10s") Duration idleAfter,
        @DefaultValue("1d") Duration ahead)
        implements BettongSection {}
