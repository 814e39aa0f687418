package dev.bettong.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The heap of the process: {@code bettong.heap}.
 *
 * @param nearlyFull Percentage of the old generation in use after garbage collection, beyond which pipelines are DEGRADED.
 */
record HeapProperties(@DefaultValue("90") int nearlyFull) implements Section {}
