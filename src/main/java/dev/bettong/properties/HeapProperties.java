package dev.bettong.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The heap of the process: {@code bettong.heap}.
 *
 * @param nearlyFull Percentage of the old generation in use after garbage collection, beyond which pipelines are DEGRADED.
 */
public record HeapProperties(@DefaultValue("90") int nearlyFull) implements BettongSection {}
