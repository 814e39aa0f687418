package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bettong.pipeline.Calls;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.EventTime;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.testing.LineServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of all meters for people says what the service has. */
class MetersDocumentTest {

    private static final Path DOCUMENT = Path.of("src", "docs", "metrics.md");

    @TempDir
    private Path directory;

    private static final class Tally {

        private long count;
    }

    @Test
    void hasALineForEachMeter() throws Exception {
        Pipeline pipeline = Pipeline.named("tally")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8)))
                        .eventTime(EventTime.of(Instant::parse)))
                .partition((String word) -> word)
                .computeAsync("ask", Calls.inFlight(1), CompletableFuture::completedStage)
                .computeState(
                        "count",
                        State.named("tallies", Tally.class, Tally::new),
                        (String word, Tally tally) -> Outcome.changed(word + ++tally.count),
                        (Tally tally, Instant at) -> Outcome.none())
                .to(Sink.tcp("out", (String line) -> line.getBytes(UTF_8)));
        try (LineServer receiver = LineServer.start();
                RunningPipelines running = RunningPipelines.with(1)
                        .durableIn(directory)
                        .events(String.class)
                        .run(receiver.port(), pipeline)) {
            List<String> documented = Files.readAllLines(DOCUMENT).stream()
                    .filter(line -> line.startsWith("| `bettong."))
                    .toList();

            assertThat(documented).containsExactlyElementsOf(lines(running.registry()));
        }
    }

    private static SortedSet<String> lines(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id ->
                        id.getName().startsWith("bettong.") && !id.getName().endsWith(".histogram"))
                .map(MetersDocumentTest::line)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String line(Meter.Id id) {
        String tags = id.getTags().stream().map(Tag::getKey).collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s | %s |"
                .formatted(
                        id.getName(),
                        id.getType().name().toLowerCase(Locale.ROOT),
                        Objects.requireNonNullElse(id.getBaseUnit(), ""),
                        tags,
                        id.getDescription());
    }
}
