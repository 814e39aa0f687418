package dev.bettong.documents;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;

/** The Java of time.md. */
final class TimePage {

    private static final State<Long> VISITS = State.named("visits", Long.class, () -> 0L);

    private TimePage() {}

    static Pipeline visitsPerMinute(FramedDecoder<Visit> visit, Encoder<Aggregated<String, Long>> json) {
        return Pipeline.named("visits per minute")
                .from(Source.tcp("visits", visit)
                        .eventTime(EventTime.of(Visit::at).outOfOrder(Duration.ofSeconds(5))))
                .partition(Visit::page)
                .window(Window.tumbling(Duration.ofMinutes(1)))
                .aggregate("count visits", VISITS, Aggregation.count())
                .to(Sink.tcp("counts", json));
    }
}
