package dev.bettong.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.pipeline.Aggregation;
import dev.bettong.pipeline.AsyncComputation;
import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.ClosedWindow;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.LatePolicy;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the pipeline of a vector from its description, and is the service that it calls. */
public final class VectorPipeline {

    public static final String SOURCE = "said";
    public static final String SINK = "out";

    private static final Pattern WINDOW = Pattern.compile("([tsg])(\\d+)(ms|s|m|h|d|)(?:/(\\d+))?");
    private static final long ROUNDED_TO = 1_000;

    private final boolean arrival;
    private final String stages;
    private final String options;
    private final Map<String, CompletableFuture<Said>> calls = new HashMap<>(); // by event, the last one
    private final Set<String> answered = new HashSet<>();

    /** @param description stages with " > " between them; what comes before the first is of the source */
    public VectorPipeline(String description) {
        this.arrival = description.startsWith("arrival ");
        this.stages = arrival ? description.substring("arrival ".length()) : description;
        this.options = stages.split(" > ", 2)[0];
    }

    /** Whether the events have the time of their arrival. */
    boolean arrival() {
        return arrival;
    }

    public Pipeline pipeline() {
        Source<Said> source = Source.tcp(SOURCE, Decoder.lines(bytes -> Said.parse(new String(bytes, UTF_8))));
        if (!arrival) {
            source = source.eventTime(EventTime.of((Said said) -> Instant.ofEpochMilli(said.time()))
                    .outOfOrder(duration(options, "ooo")));
        }
        Pipeline.Keyed<String, Said> last = Pipeline.named("vector")
                .from(source)
                .partition("by key", Said::key)
                .carrying(Said.class);
        int number = 0;
        for (String stage : stages.split(" > ", -1)) {
            last = stage(last, stage, number++);
        }
        return last.to(Sink.tcp(SINK, (Said said) -> (said.text() + "\n").getBytes(UTF_8)));
    }

    private Pipeline.Keyed<String, Said> stage(Pipeline.Keyed<String, Said> before, String stage, int number) {
        String name = "stage " + number;
        return switch (stage.split(" ", 2)[0]) {
            case "all" -> before.collect(name).carrying(Said.class);
            case "timers" ->
                before.computeState(
                        name,
                        State.named(name, Watched.class, Watched::new).expireAfter(duration(stage, "expire")),
                        Watched.onEvent(),
                        Watched.onTimer());
            case "ask" -> {
                Calls ask = Calls.inFlight(8).timeout(Duration.ofSeconds(2));
                yield before.computeAsync(name, stage.contains("unordered") ? ask.unordered() : ask, new Ask());
            }
            case "each" -> before.aggregate(name, counts(name), count());
            default -> before.window(window(stage)).aggregate(name, counts(name), count());
        };
    }

    private static State<Long> counts(String name) {
        return State.named(name, Long.class, () -> 0L);
    }

    private static Window window(String stage) {
        String zone = value(stage, "days");
        if (zone != null) {
            return Window.days(ZoneId.of(zone)).grace(duration(stage, "grace")).late(late(stage));
        }
        if (stage.startsWith("c")) {
            int events = Integer.parseInt(stage.split(" ", 2)[0].substring(1));
            return Window.count(events).orAfter(duration(stage, "or-after"));
        }
        Matcher kind = WINDOW.matcher(stage);
        if (!kind.lookingAt()) {
            throw new IllegalArgumentException(stage);
        }
        Duration size = Times.duration(kind.group(2) + kind.group(3));
        if (kind.group(1).equals("g")) {
            return Window.session(size).grace(duration(stage, "grace")).late(late(stage));
        }
        return (kind.group(4) == null
                        ? Window.tumbling(size)
                        : Window.sliding(size, Duration.ofMillis(Long.parseLong(kind.group(4)))))
                .offset(duration(stage, "offset"))
                .grace(duration(stage, "grace"))
                .withEmpty(duration(stage, "empty"))
                .late(late(stage));
    }

    private static LatePolicy late(String stage) {
        String name = value(stage, "late");
        return name == null
                ? LatePolicy.DEAD_LETTER
                : LatePolicy.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Duration duration(String text, String name) {
        String value = value(text, name);
        return value == null ? Duration.ZERO : Times.duration(value);
    }

    private static @Nullable String value(String text, String name) {
        for (String option : text.split(" ", -1)) {
            if (option.startsWith(name + "=")) {
                return option.substring(name.length() + 1);
            }
        }
        return null;
    }

    private Aggregation<Said, Long, String, Said> count() {
        return Aggregation.of((said, count) -> count + 1, Long::sum, this::result);
    }

    private Said result(ClosedWindow<String> window, long count) {
        if (count != window.events()) {
            throw new IllegalStateException("%d events, but %d counted".formatted(window.events(), count));
        }
        String text = "%s [%d,%d)=%d".formatted(window.key(), shown(window.start()), shown(window.end()), count);
        return Said.of(window.key(), text);
    }

    /** What is by the clock is not exact to a millisecond. */
    private long shown(Instant time) {
        long millis = time.toEpochMilli();
        return arrival ? Math.floorDiv(millis, ROUNDED_TO) * ROUNDED_TO : millis;
    }

    private final class Ask implements AsyncComputation<Said, Said> {

        @Override
        public CompletionStage<Said> compute(Said said) {
            CompletableFuture<Said> call = new CompletableFuture<>();
            calls.put(said.text(), call);
            if (answered.contains(said.text())) {
                call.complete(said);
            }
            return call;
        }
    }

    /** Answers the call for an event, and each further one. */
    void answer(String event) {
        CompletableFuture<Said> call = calls.get(event);
        if (call == null) {
            throw new AssertionError("there is no call for " + event);
        }
        answered.add(event);
        call.complete(Said.parse(event));
    }
}
