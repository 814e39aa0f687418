package dev.bettong.documents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.bettong.codec.StateCodecs;
import dev.bettong.format.SyslogMessage;
import dev.bettong.pipeline.Aggregation.Aggregated;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.Encoder;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Framing;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.test.PipelineTest;
import dev.bettong.testing.Deadlines;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pipelines of the pages do what the pages say. */
class PagesTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static final Encoder<Aggregated<String, Long>> COUNT =
            count -> line(count.window().key(), count.value(), count.window().end());

    private static byte[] line(Object... words) {
        return (Stream.of(words).map(Object::toString).collect(Collectors.joining(" ")) + "\n").getBytes(UTF_8);
    }

    private static <T> FramedDecoder<T> lines(Function<String, T> parse) {
        return Decoder.lines(bytes -> parse.apply(new String(bytes, UTF_8)));
    }

    @Test
    void windowsByArrival() {
        try (PipelineTest test = PipelineTest.of(WindowsPage.visitsPerMinute(Visit.decoder(), COUNT))) {
            test.source("visits").send("home 2020-01-01T00:00:00Z", "home 2021-01-01T00:00:00Z");
            test.pass(Duration.ofMinutes(1));
            test.sink("counts").sends("home 2 2026-01-01T00:01:00Z");
        }
    }

    @Test
    void windowsBehindWindows() {
        Pipeline pipeline = WindowsPage.busiestPage(Visit.decoder(), busiest -> line(busiest.page(), busiest.visits()));
        try (PipelineTest test = PipelineTest.of(pipeline).workers(3)) {
            for (String page : new String[] {"home", "cart", "home", "help"}) {
                test.source("visits").send(page + " 2026-01-01T00:00:00Z");
            }
            test.pass(Duration.ofMinutes(1));
            test.sink("busiest").sendsNothing();
            test.pass(Duration.ofSeconds(2));
            test.sink("busiest").sends("home 2");
        }
    }

    @Test
    void anAggregationOfOnesOwn() {
        Pipeline pipeline = WindowsPage.meanSpread(
                lines(text -> {
                    String[] words = text.split(" ", 3);
                    return new WindowsPage.Quote(words[0], Double.parseDouble(words[1]), Double.parseDouble(words[2]));
                }),
                spread -> line(spread.symbol(), spread.end(), spread.mean()));
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("quotes").send("A 1 2", "A 1 4");
            test.pass(Duration.ofMinutes(3));
            test.sink("spreads").sends("A 2026-01-01T00:01:00Z 2.0", "A 2026-01-01T00:02:00Z 2.0");
        }
    }

    @Test
    void windowsByEventTime() {
        try (PipelineTest test = PipelineTest.of(TimePage.visitsPerMinute(Visit.decoder(), COUNT))) {
            test.source("visits").send("home 2025-01-01T00:00:59Z", "home 2025-01-01T00:01:04Z");
            test.source("visits").send("home 2025-01-01T00:00:59.5Z");
            test.sink("counts").sendsNothing();
            test.source("visits").send("home 2025-01-01T00:01:05Z");
            test.sink("counts").sends("home 2 2025-01-01T00:01:00Z");
        }
    }

    @Test
    void timers() {
        try (PipelineTest test = PipelineTest.of(TimersPage.watch(Order.decoder(), text -> line(text)))) {
            test.source("orders").send("7 ann 250 2026-01-01T00:00:00Z");
            test.sink("out").sends("7 is open with 250");
            test.pass(Duration.ofMinutes(10));
            test.sink("out").sends("7 is unpaid at 2026-01-01T00:10:00Z");
        }
    }

    @Test
    void calls() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch found = new CountDownLatch(1);
        Pipeline pipeline = CallsPage.calls(
                Order.decoder(),
                order -> asked.incrementAndGet() < 3
                        ? CompletableFuture.failedFuture(new IOException("away"))
                        : CompletableFuture.completedFuture(order),
                customer -> {
                    found.countDown();
                    return "Ann Lee";
                },
                order -> line(order.id(), order.customer()));
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("orders").send("7 ann 250 2026-01-01T00:00:00Z");
            test.pass(Duration.ofSeconds(1));
            assertThat(asked).hasValue(3);
            found.await();
            awaitOne(test);
        }
    }

    /** A call that blocks ends on a thread of its own. */
    private static void awaitOne(PipelineTest test) {
        await("the output").pollInSameThread().atMost(Deadlines.CONDITION).untilAsserted(() -> {
            test.settle();
            test.sink("out").sends("7 Ann Lee");
        });
    }

    @Test
    void typesOfEvents() {
        Pipeline pipeline = PipelinesPage.carrying(lines(text -> text), visit -> line(visit.page()));
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("visits").send("home 2026-01-01T00:00:00Z");
            test.sink("out").sends("home");
        }
    }

    @Test
    void formats() throws Exception {
        try (PipelineTest test = PipelineTest.of(FormatsPage.visits())) {
            test.source("visits").send("{\"page\": \"a,b\", \"at\": \"1970-01-01T00:01:00Z\"}", "");
            test.sink("rows").sends("\"a,b\",60");
        }
        assertThat(FormatsPage.columns().decode("1970-01-01T00:01:00Z;x;home".getBytes(UTF_8)))
                .isEqualTo(new FormatsPage.Visit("home", Instant.ofEpochSecond(60)));
        assertThat(FormatsPage.columns().decode("at;browser;page".getBytes(UTF_8)))
                .isNull();
        assertThat(FormatsPage.quotes().decoder())
                .isInstanceOfSatisfying(
                        FramedDecoder.class,
                        framed -> assertThat(framed.framing()).isEqualTo(new Framing.FixedLength(24)));
        assertThat(FormatsPage.log().decoder().decode("<13>Mar 01 2026 13:00:00 a b: c".getBytes(UTF_8)))
                .extracting(SyslogMessage::time)
                .isEqualTo(NOON);
    }

    @Test
    void branches() {
        StateComputation<PipelinesPage.Order, PipelinesPage.Limit, PipelinesPage.Order> checkLimit =
                (order, limit) -> ++limit.amount > 1 ? Outcome.changedOnly() : Outcome.changed(order);
        Pipeline pipeline =
                PipelinesPage.branches(lines(PipelinesPage.Desk::parse), checkLimit, order -> line(order.customer()));
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("orders").send("ann 5000", "bob 10", "cid", "ann 5000");
            test.sink("audit").sends("ann", "bob", "cid", "ann");
            test.sink("large").sends("ann");
            test.sink("small").sends("bob");
            test.sink("cancellations").sends("cid");
        }
    }

    @Test
    void merges() {
        Pipeline pipeline = PipelinesPage.merged(
                lines(PipelinesPage.Desk::parse), lines(PipelinesPage.WebOrder::new), order -> line(order.customer()));
        try (PipelineTest test = PipelineTest.of(pipeline)) {
            test.source("orders").send("ann 5000");
            test.source("web orders").send("bob 10");
            test.sink("out").sends("ann", "bob");
        }
    }

    @Test
    void codecs() throws Exception {
        StateCodec<Object> codec = StateCodecs.of(StatePage.SEEN);
        BitSet seen = BitSet.valueOf(new long[] {5});
        assertThat(codec.decode(codec.encode(seen))).isEqualTo(seen);
    }

    @Test
    void smallestNumbers() {
        try (PipelineTest test = PipelineTest.of(WindowsPage.cheapestOrder(Order.decoder(), COUNT))) {
            test.source("orders").send("7 ann 250 2026-01-01T00:00:05Z", "8 ann 30 2026-01-01T00:00:06Z");
            test.pass(Duration.ofHours(1));
            test.sink("cheapest").sends("ann 30 2026-01-01T01:00:00Z");
        }
    }

    @Test
    void joins() {
        Pipeline pipeline = JoinsPage.join(
                lines(text -> new JoinsPage.Order(text, NOON)),
                lines(text -> new JoinsPage.Payment(text, NOON)),
                paid -> line(paid.order().id(), "is paid"));
        try (PipelineTest test = PipelineTest.of(pipeline).workers(2)) {
            test.source("orders").send("7", "8", "9");
            test.pass(Duration.ofMinutes(9));
            test.source("payments").send("8", "7");
            test.sink("paid").sendsInAnyOrder("7 is paid", "8 is paid");
            test.pass(Duration.ofMinutes(2));
            test.source("payments").send("9");
        }
    }

    @Test
    void outerJoins() {
        Pipeline pipeline = JoinsPage.outerJoin(
                lines(text -> new JoinsPage.Order(word(text, 0), NOON.plusSeconds(Long.parseLong(word(text, 1))))),
                lines(text -> new JoinsPage.Payment(word(text, 0), NOON.plusSeconds(Long.parseLong(word(text, 1))))),
                PagesTest::line);
        try (PipelineTest test = PipelineTest.of(pipeline).startingAt(NOON).durable()) {
            test.source("orders").send("7 0", "8 1");
            test.source("payments").send("8 2", "9 3");
            test.sink("out").sends("8 is paid after 1 s");
            test.checkpoint().crash();
            test.source("orders").send("10 700");
            test.source("payments").send("10 700");
            test.sink("out").sends("not paid", "paid without order", "10 is paid after 0 s");
        }
    }

    private static String word(String text, int index) {
        return text.split(" ", -1)[index];
    }
}
