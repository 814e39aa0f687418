package dev.bettong.time;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.time.Instant;

/**
 * A pipeline that counts events in windows of event time.
 *
 * @param key of what was clicked
 * @param time in milliseconds since 1970
 */
public record Clicks(String key, long time) {

    public static final State<Long> COUNTS = State.named("counts", Long.class, () -> 0L);

    /** Decodes "a@5". */
    static Clicks parse(String text) {
        String[] parts = text.split("@", 2);
        return new Clicks(parts[0], Long.parseLong(parts[1]));
    }

    private static final FramedDecoder<Clicks> DECODER = Decoder.lines(payload -> parse(new String(payload, UTF_8)));

    /** Events "a@5" of a source. */
    public static Source<Clicks> source(String name, Duration outOfOrder, Duration idleAfter) {
        return Source.tcp(name, DECODER)
                .eventTime(EventTime.of((Clicks click) -> Instant.ofEpochMilli(click.time()))
                        .outOfOrder(outOfOrder)
                        .idleAfter(idleAfter));
    }

    /** Counts the events of a source "clicks", and writes to a sink "counts" lines such as "a [0,10)=2". */
    public static Pipeline pipeline(Window window, Duration outOfOrder, Duration idleAfter) {
        return Pipeline.named("clicks")
                .from(source("clicks", outOfOrder, idleAfter))
                .partition(Clicks::key)
                .window(window)
                .aggregate("count clicks", COUNTS, count())
                .to(Sink.tcp("counts", (String text) -> (text + "\n").getBytes(UTF_8)));
    }

    /** Gives "a [0,10)=2". */
    public static Aggregation<Clicks, Long, String, String> count() {
        return Aggregation.of((click, count) -> count + 1, Long::sum, (window, count) -> {
            if (count != window.events()) {
                throw new IllegalStateException("%d events, but %d counted".formatted(window.events(), count));
            }
            return "%s [%d,%d)=%d"
                    .formatted(
                            window.key(),
                            window.start().toEpochMilli(),
                            window.end().toEpochMilli(),
                            window.events());
        });
    }
}
