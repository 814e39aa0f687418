package dev.bettong.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Following frames through the pipelines, as observations: {@code bettong.tracing}.
 *
 * @param sample One frame in so many is followed, on each worker; 0 stands for none.
 */
public record TracingProperties(@DefaultValue("0") int sample) implements BettongSection {}
