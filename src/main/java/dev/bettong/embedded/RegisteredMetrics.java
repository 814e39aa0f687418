package dev.bettong.embedded;

import dev.bettong.runtime.LatencyHistogram;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Registers meters, and holds what they read, since meters only have weak references to it. Used while wiring. */
final class RegisteredMetrics {

    /** Upper bounds of the histograms. */
    static final Duration[] BUCKETS = LatencyHistogram.doublings();

    private final MeterRegistry registry;
    private final List<Object> counted = new ArrayList<>();

    RegisteredMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    MeterRegistry registry() {
        return registry;
    }

    /** Keeps an object alive for as long as the runtime. */
    void hold(Object read) {
        counted.add(read);
    }

    Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    <T> void gauge(String name, String description, Tags tags, T object, ToDoubleFunction<T> value) {
        Gauge.builder(name, object, value).description(description).tags(tags).register(registry);
    }

    <T> void counter(String name, String description, Tags tags, T object, ToDoubleFunction<T> count) {
        FunctionCounter.builder(name, object, count)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    <T> void sum(String name, String description, Tags tags, List<T> parts, ToLongFunction<T> count) {
        hold(parts);
        counter(
                name,
                description,
                tags,
                parts,
                all -> all.stream().mapToLong(count).sum());
    }

    /** A time in milliseconds. */
    <T> void time(String name, String description, Tags tags, T object, ToDoubleFunction<T> millis) {
        TimeGauge.builder(name, object, TimeUnit.MILLISECONDS, millis)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** A time in milliseconds that only grows. */
    <T> void totalTime(String name, String description, Tags tags, T object, ToDoubleFunction<T> millis) {
        FunctionCounter.builder(name, object, each -> millis.applyAsDouble(each) / 1000)
                .description(description)
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
    }

    /** A number of bytes. */
    <T> void bytes(String name, String description, Tags tags, T object, ToDoubleFunction<T> bytes) {
        Gauge.builder(name, object, bytes)
                .description(description)
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }
}
