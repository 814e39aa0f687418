package dev.bettong.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.FramedDecoder;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.Within;
import dev.bettong.time.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Events of two sources, which bring their time with them, in the chain of a worker that is alone. */
final class JoinRun {

    static final int LEFT = 0;
    static final int RIGHT = 1;

    /** An event such as "a7@15": of key a, with the text a7. Equal to others with the same text. */
    record Event(String text, long time) {

        static Event parse(byte[] payload) {
            String[] parts = new String(payload, UTF_8).split("@", 2);
            return new Event(parts[0], Long.parseLong(parts[1]));
        }

        String key() {
            return text.substring(0, 1);
        }
    }

    private static final FramedDecoder<Event> DECODER = Decoder.lines(Event::parse);

    final LocalContext context = new LocalContext(1);
    final OperatorChain chain;
    private final EventTimes times;
    private final List<String> results = new ArrayList<>();
    private int outputs;

    /** @param flow ends what is joined, texts such as "a1 a2" */
    JoinRun(Within within, Duration outOfOrder, Function<Pipeline.Keyed<String, String>, Pipeline.Stage<String>> flow) {
        this(flow.apply(joined(within, outOfOrder)));
    }

    JoinRun(Within within, Duration outOfOrder) {
        this(within, outOfOrder, joined -> joined);
    }

    JoinRun(Pipeline.Stage<String> stage) {
        chain = OperatorChain.compile(stage.to(Sink.tcp("out", (String text) -> text.getBytes(UTF_8))), 4, context);
        times = Objects.requireNonNull(chain.times());
    }

    private static Pipeline.Keyed<String, String> joined(Within within, Duration outOfOrder) {
        return keyed("left", outOfOrder)
                .join("pair", Event.class, keyed("right", outOfOrder), Event.class, within, JoinRun::pair);
    }

    static Pipeline.Keyed<String, Event> keyed(String source, Duration outOfOrder) {
        return Pipeline.named("local")
                .from(Source.tcp(source, DECODER)
                        .eventTime(EventTime.of((Event event) -> Instant.ofEpochMilli(event.time()))
                                .outOfOrder(outOfOrder)))
                .partition(source + " by key", Event::key);
    }

    /** Gives "a1 a2", none for "a-", and fails for "a!". */
    static @Nullable String pair(Event left, Event right) {
        if (left.text().endsWith("!")) {
            throw new IllegalArgumentException("meant to fail");
        }
        return left.text().endsWith("-") ? null : left.text() + " " + right.text();
    }

    /** Events of one stream come from the left or from the right source. */
    void comes(int source, int stream, String... events) {
        for (String event : events) {
            times.begin(false);
            context.clock().arrived(0);
            times.read(new StreamId(0, source, stream));
            chain.frame(source, event.getBytes(UTF_8));
            if (!context.letters.isEmpty()) {
                LocalContext.Letter letter = context.letters.removeFirst();
                results.add("%s %s".formatted(letter.reason().tag(), event));
            }
            settled();
        }
    }

    void left(String... events) {
        comes(LEFT, 0, events);
    }

    void right(String... events) {
        comes(RIGHT, 0, events);
    }

    void closed(int source, int stream) {
        times.begin(false);
        times.streams().closed(new StreamId(0, source, stream));
        settled();
    }

    private void settled() {
        times.streamsChanged();
        times.spread();
        List<String> all = context.texts("out");
        results.addAll(all.subList(outputs, all.size()));
        outputs = all.size();
    }

    /** Outputs, and what has failed, such as "late a1@5"; each once. */
    List<String> results() {
        List<String> taken = List.copyOf(results);
        results.clear();
        return taken;
    }

    /** How many keys have something that waits for others. */
    long waiting(String... keys) {
        return List.of(keys).stream()
                .filter(key -> context.inMemory("pair", key) != null)
                .count();
    }
}
