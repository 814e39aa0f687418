package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.bettong.checkpoint.StateRegistry;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FormerName;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateComputation;
import dev.bettong.testing.Deadlines;
import dev.bettong.testing.LineServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** What becomes of stored values when a new version of the application has another name for them. */
@Isolated("reads the log")
class RenamedComponentTest {

    private static final Duration DEADLINE = Deadlines.CONDITION;

    static final class Count {
        private long events;
    }

    static final class Renamed {
        @FormerName("events")
        private long frames;
    }

    static final class Forgotten {
        private long frames;
    }

    @TempDir
    private Path directory;

    @Test
    void keepsTheValuesOfAFormerName() throws Exception {
        assertThat(send(Count.class, Count::new, count -> ++count.events)).isEqualTo("1");
        assertThat(send(Renamed.class, Renamed::new, count -> ++count.frames)).isEqualTo("2");
        assertThat(send(Renamed.class, Renamed::new, count -> ++count.frames)).isEqualTo("3");
    }

    @Test
    void warnsThatValuesAreDropped() throws Exception {
        send(Count.class, Count::new, count -> ++count.events);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger registry = (Logger) LoggerFactory.getLogger(StateRegistry.class);
        registry.addAppender(logged);
        try {
            assertThat(send(Forgotten.class, Forgotten::new, count -> ++count.frames))
                    .isEqualTo("1");
        } finally {
            registry.detachAppender(logged);
        }
        assertThat(logged.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("State 'counts' is kept: new 'frames'; DROPPED: the stored values of 'events'; if renamed,"
                        + " declare @FormerName at the new name");
    }

    /** Runs a version of the application for one frame, and returns its output. */
    private <S> String send(Class<S> type, Supplier<S> initial, ToLongFunction<S> add) throws Exception {
        StateComputation<String, S, String> count =
                (text, state) -> Outcome.changed(String.valueOf(add.applyAsLong(state)));
        Pipeline pipeline = Pipeline.named("p")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, UTF_8))))
                .partition((String text) -> text)
                .computeState("count", State.named("counts", type, initial), count)
                .to(Sink.tcp("out", (String line) -> (line + "\n").getBytes(UTF_8)));
        try (LineServer receiver = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(1).durableIn(directory).run(receiver.port(), pipeline);
                Attacker client = running.connect()) {
            client.send(Attacker.frames("key"));
            List<String> lines = receiver.awaitLines(1, DEADLINE);
            running.checkpoint();
            return lines.getFirst();
        }
    }
}
