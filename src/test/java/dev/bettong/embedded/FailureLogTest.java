package dev.bettong.embedded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import dev.bettong.embedded.Traps.Place;
import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FailurePolicy;
import dev.bettong.pipeline.Outcome;
import dev.bettong.pipeline.Pipeline;
import dev.bettong.pipeline.Sink;
import dev.bettong.pipeline.Source;
import dev.bettong.pipeline.State;
import dev.bettong.pipeline.StateCodec;
import dev.bettong.runtime.Status;
import dev.bettong.testing.LineServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What the log says of failures: where and why, but not what the frames held, and not for each of them. */
@Isolated("reads the log")
class FailureLogTest {

    private static final String SECRET = "sesame";
    private static final int WORKERS = 2;
    private static final int TIMES = 50;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Instant begun = Instant.now();

    @BeforeEach
    void listen() {
        logged.start();
        root().addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        root().detachAppender(logged);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** A codec of the author's, which quotes what it cannot write. */
    private static final class TalkativeCodec implements StateCodec<StringBuilder> {

        @Override
        public byte[] encode(StringBuilder value) {
            throw new IllegalStateException("cannot write " + value);
        }

        @Override
        public StringBuilder decode(byte[] bytes) {
            return new StringBuilder();
        }
    }

    @Test
    void saysWhichStateCannotBeSavedWithoutItsKeyOrValue(@TempDir Path directory) throws Exception {
        State<StringBuilder> texts =
                State.named("texts", StringBuilder.class, StringBuilder::new).codec(new TalkativeCodec());
        Pipeline pipeline = Pipeline.named("talkative")
                .from(Source.tcp("in", Decoder.framed(4, ">I", bytes -> new String(bytes, ISO_8859_1))))
                .partition((String text) -> text)
                .computeState(
                        "keep",
                        texts,
                        (String text, StringBuilder all) ->
                                Outcome.changed(all.append(text).length()))
                .to(Sink.tcp("out", length -> new byte[] {1}));
        try (LineServer sink = LineServer.start();
                RunningPipelines running =
                        RunningPipelines.with(1).durableIn(directory).run(sink.port(), pipeline);
                Attacker client = running.connect()) {
            client.send(Attacker.frames(SECRET));
            running.awaitStatus("it has failed", status -> status.status() == Status.FAILED);

            assertThat(running.status().detail())
                    .contains("state 'texts': cannot encode an entity", "IllegalStateException", "TalkativeCodec")
                    .doesNotContain(SECRET);
        }
        assertNoSecret();
    }

    /** What the log says of the policies that go on. */
    enum Lenient {
        DEAD_LETTER(FailurePolicy.DEAD_LETTER, "keeps ", " as dead letters"),
        SKIP(FailurePolicy.SKIP, "skipped ", "");

        private final FailurePolicy policy;
        private final String before;
        private final String behind;

        Lenient(FailurePolicy policy, String before, String behind) {
            this.policy = policy;
            this.before = before;
            this.behind = behind;
        }
    }

    static Stream<Arguments> traps() {
        return Arrays.stream(Place.values())
                .flatMap(place -> Arrays.stream(Lenient.values()).map(lenient -> Arguments.of(place, lenient)));
    }

    @ParameterizedTest
    @MethodSource("traps")
    void saysWhatAFunctionThrowsOnceOnAWorkerAndWithoutThePayload(Place place, Lenient lenient) throws Exception {
        try (Siege siege = new Siege(
                        RunningPipelines.with(WORKERS), Traps.pipeline("traps").onFailure(lenient.policy));
                Attacker first = siege.attacker();
                Attacker second = siege.attacker()) {
            for (int i = 0; i < TIMES; i++) {
                for (Blow blow : Blow.values()) {
                    byte[] frame = Attacker.frames(place.event(blow, SECRET));
                    first.send(frame);
                    second.send(frame);
                }
            }
            siege.assertFailures(place.step, place.reason, 2L * TIMES * Blow.values().length);
        }
        assertThat(warnings())
                .hasSizeBetween(1, mostWarnings())
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .startsWith("Pipeline 'traps' " + lenient.before)
                        .contains("%s at '%s' (%s): ".formatted(lenient.behind, place.step, place.reason))
                        .contains(" at " + Blow.class.getName()));
        assertNoSecret();
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatIsNoFrameOnceOnAWorkerAndWithoutItsBytes(Lenient lenient) throws Exception {
        int attacks = 50;
        try (Siege siege = new Siege(
                RunningPipelines.with(WORKERS), Traps.pipeline("traps").onFailure(lenient.policy))) {
            for (int i = 0; i < attacks; i++) {
                try (Attacker attacker = siege.attacker()) {
                    attacker.send(("\u007f\0\0\0" + SECRET).getBytes(ISO_8859_1));
                    attacker.awaitClosed();
                }
            }
            siege.assertFailures(Place.DECODER.step, "frame-too-large", attacks);
        }
        assertThat(warnings())
                .hasSizeBetween(1, mostWarnings())
                .allSatisfy(event -> assertThat(event.getFormattedMessage())
                        .startsWith("Pipeline 'traps' " + lenient.before)
                        .endsWith(lenient.behind
                                + " at 'gate' (frame-too-large): connection closed: the header announces 2130706432 bytes, "
                                + "max-frame-size is 1048576"));
        assertNoSecret();
    }

    @Test
    void saysOnceThatConnectionsAreRefused() throws Exception {
        try (Siege siege = new Siege(RunningPipelines.with(WORKERS).maxConnections(2), Traps.pipeline("traps"))) {
            for (int i = 0; i < 50; i++) {
                try (Attacker attacker = siege.attacker()) {
                    attacker.awaitClosed();
                }
            }
        }
        assertThat(warnings())
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("Source 'gate' has 2 connections and refuses further ones");
    }

    @ParameterizedTest
    @EnumSource
    void saysWhyAPipelineHasFailedWithoutThePayload(Place place) throws Exception {
        try (Siege siege = new Siege(
                        RunningPipelines.with(WORKERS),
                        Traps.pipeline("strict").onFailure(FailurePolicy.FAIL),
                        Traps.pipeline("peaceful", "peaceful gate"));
                Attacker attacker = siege.attacker()) {
            attacker.send(Attacker.frames(place.event(Blow.RUNTIME_EXCEPTION, SECRET)));
            siege.pipelines().awaitStatus("failed", status -> status.status() == Status.FAILED);
            attacker.awaitClosed();
        }
        assertThat(events(Level.ERROR))
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("Pipeline 'strict' has failed: %s at '%s': java.lang.IllegalArgumentException at "
                        .formatted(place.reason, place.step));
        assertNoSecret();
    }

    /** One for each worker in ten seconds. */
    private int mostWarnings() {
        return WORKERS * (1 + (int) Duration.between(begun, Instant.now()).dividedBy(Duration.ofSeconds(10)));
    }

    private List<ILoggingEvent> warnings() {
        return events(Level.WARN);
    }

    private List<ILoggingEvent> events(Level level) {
        return List.copyOf(logged.list).stream()
                .filter(event -> event.getLevel().equals(level))
                .filter(event -> event.getLoggerName().startsWith("dev.bettong"))
                .toList();
    }

    /** Looks at every event of every logger, of any level that is on. */
    private void assertNoSecret() {
        assertThat(List.copyOf(logged.list))
                .flatExtracting(FailureLogTest::texts)
                .isNotEmpty()
                .noneMatch(text -> text.contains(SECRET));
    }

    private static List<String> texts(ILoggingEvent event) {
        List<String> texts = new ArrayList<>();
        texts.add(event.getFormattedMessage());
        texts.add(Arrays.toString(event.getArgumentArray()));
        texts.add(String.valueOf(event.getKeyValuePairs()));
        texts.add(event.getMDCPropertyMap().toString());
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            texts.add(String.valueOf(thrown.getMessage()));
        }
        return texts;
    }
}
