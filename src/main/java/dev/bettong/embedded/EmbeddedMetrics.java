package dev.bettong.embedded;

import io.micrometer.core.instrument.MeterRegistry;

/** The meters of the embedded runtime. */
public final class EmbeddedMetrics {

    public EmbeddedMetrics(MeterRegistry registry) {}
}
