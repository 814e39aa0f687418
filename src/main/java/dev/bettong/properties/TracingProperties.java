package dev.bettong.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Following frames through the pipelines, as observations: {@code bettong.tracing}.
 *
 * @param sample Traces one frame in this number, on each worker; 0 traces none.
 */
public record TracingProperties(@DefaultValue("0") int sample) implements BettongSection {}
