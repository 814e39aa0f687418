package dev.bettong.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Listening to events at a step over HTTP: {@code bettong.tap}.
 *
 * @param enabled Whether operators may listen to events at a step; what they see is data.
 * @param maxRate Most events per second that one listener gets, 1000 or fewer; further ones are dropped and counted.
 */
public record TapProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("20") int maxRate) implements BettongSection {}
