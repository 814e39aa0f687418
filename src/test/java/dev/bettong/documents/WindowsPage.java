package dev.bettong.documents;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.time.Instant;

/** The Java of windows.md. */
final class WindowsPage {

    static final State<Long> VISITS = State.named("visits", Long.class, () -> 0L);

    record Busiest(String page, long visits) {}

    static final State<Long> CHEAPEST = State.named("cheapest", Long.class, () -> 0L);

    static final State<Busiest> BUSIEST = State.named("busiest", Busiest.class, () -> new Busiest("", 0));

    record Quote(String symbol, double bid, double offer) {}

    record Sum(double total) {

        Sum add(double number) {
            return new Sum(total + number);
        }

        Sum merge(Sum other) {
            return new Sum(total + other.total);
        }
    }

    record Spread(String symbol, Instant end, double mean) {}

    static final Aggregation<Quote, Sum, String, Spread> MEAN_SPREAD = Aggregation.of(
            (quote, sum) -> sum.add(quote.offer() - quote.bid()),
            Sum::merge,
            (window, sum) -> new Spread(window.key(), window.end(), sum.total() / window.events()));

    private WindowsPage() {}

    static Pipeline visitsPerMinute(FramedDecoder<Visit> visit, Encoder<Aggregated<String, Long>> json) {
        return Pipeline.named("visits per minute")
                .from(Source.tcp("visits", visit))
                .partition(Visit::page)
                .window(Window.tumbling(Duration.ofMinutes(1)))
                .aggregate("count visits", VISITS, Aggregation.count())
                .to(Sink.tcp("counts", json));
    }

    static Pipeline cheapestOrder(FramedDecoder<Order> order, Encoder<Aggregated<String, Long>> line) {
        return Pipeline.named("cheapest order")
                .from(Source.tcp("orders", order))
                .partition(Order::customer)
                .window(Window.tumbling(ofHours(1)))
                .aggregate("cheapest order", CHEAPEST, Aggregation.min(Order::amount))
                .to(Sink.tcp("cheapest", line));
    }

    static Pipeline busiestPage(FramedDecoder<Visit> visit, Encoder<Busiest> line) {
        Aggregation<Aggregated<String, Long>, Busiest, String, Busiest> busiest = Aggregation.of(
                (count, most) -> count.value() > most.visits()
                        ? new Busiest(count.window().key(), count.value())
                        : most,
                (left, right) -> left.visits() >= right.visits() ? left : right,
                (window, most) -> most);
        return Pipeline.named("busiest page")
                .from(Source.tcp("visits", visit))
                .partition(Visit::page)
                .window(Window.tumbling(ofMinutes(1)))
                .aggregate("count visits", VISITS, Aggregation.count())
                .collect()
                .window(Window.tumbling(ofMinutes(1)).grace(ofSeconds(1)))
                .aggregate("busiest page", BUSIEST, busiest)
                .to(Sink.tcp("busiest", line));
    }

    static Pipeline meanSpread(FramedDecoder<Quote> quote, Encoder<Spread> line) {
        return Pipeline.named("mean spread")
                .from(Source.tcp("quotes", quote))
                .partition(Quote::symbol)
                .window(Window.sliding(ofMinutes(2), ofMinutes(1)))
                .aggregate("mean spread", State.named("spreads", Sum.class, () -> new Sum(0)), MEAN_SPREAD)
                .to(Sink.tcp("spreads", line));
    }
}
