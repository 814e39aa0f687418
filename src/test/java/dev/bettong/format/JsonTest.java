package dev.bettong.format;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.pipeline.Framing;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    enum Level {
        LOW,
        HIGH
    }

    record Visit(String page, int count, @Nullable Level level) {}

    record Visits(
            List<Visit> visits,
            @Nullable Instant at,
            Optional<String> referrer,
            @Nullable BigInteger total) {}

    record Positive(int number) {

        Positive {
            if (number <= 0) {
                throw new IllegalArgumentException("it is not positive");
            }
        }
    }

    static final class Bean {

        private int count;

        public int getCount() {
            return count;
        }

        public void setCount(int count) {
            this.count = count;
        }
    }

    interface Anything {

        String name();
    }

    @Test
    void decodesRecords() throws Exception {
        assertThat(decode(Visit.class, "{\"page\": \"café\", \"count\": 3, \"level\": \"HIGH\", \"new\": [1]}"))
                .isEqualTo(new Visit("café", 3, Level.HIGH));
        assertThat(decode(
                        Visits.class,
                        "{\"visits\": [{\"page\": \"a\", \"count\": 1}], \"at\": \"2026-03-01T12:00:00Z\"}"))
                .isEqualTo(new Visits(
                        List.of(new Visit("a", 1, null)),
                        Instant.parse("2026-03-01T12:00:00Z"),
                        Optional.empty(),
                        null));
    }

    @Test
    void decodesBeansMapsAndText() throws Exception {
        assertThat(decode(Bean.class, "{\"count\": 3}").getCount()).isEqualTo(3);
        assertThat(decode(Map.class, "{\"a\": [1, null]}").toString()).isEqualTo("{a=[1, null]}");
        assertThat(decode(String.class, "\"a\"")).isEqualTo("a");
    }

    @Test
    void decodesADocumentWithAByteOrderMarkOrInUtf16() throws Exception {
        assertThat(decode(String.class, "\uFEFF\"a\"")).isEqualTo("a");
        assertThat(Json.decoder(String.class).decode("\"a\"".getBytes(UTF_16))).isEqualTo("a");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments("", "No content"),
                arguments(" ", "No content"),
                arguments("null", "the document is null"),
                arguments("[]", "at byte 0: "),
                arguments("{\"page\": \"a\"}", "count at byte 12: Cannot map `null` into type `int`"),
                arguments("{\"page\": \"a\", \"count\": null}", "count at byte "),
                arguments("{\"page\": \"a\", \"count\": 1.5}", "count at byte "),
                arguments("{\"page\": \"a\", \"count\": \"many\"}", "count at byte "),
                arguments("{\"page\": \"a\", \"count\": 9999999999}", "out of range of `int`"),
                arguments("{\"page\": \"a\", \"count\": 1, \"level\": 1}", "level at byte "),
                arguments("{\"page\": \"a\", \"count\": 1, \"level\": \"MIDDLE\"}", "level at byte "),
                arguments("{\"page\": \"a\", \"count\": 1} {}", "Trailing token"),
                arguments("{\"page\": \"a\", \"count\": 1", "Unexpected end-of-input"),
                arguments("{\"page\": \"a\", \"count\": NaN}", "Non-standard token 'NaN'"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refusesWhatIsNoVisit(String document, String message) {
        assertThatThrownBy(() -> decode(Visit.class, document))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void saysWhereInTheDocument() {
        String second = "{\"visits\": [{\"page\": \"a\", \"count\": 1}, {\"page\": \"b\", \"count\": \"x\"}]}";
        assertThatThrownBy(() -> decode(Visits.class, second)).hasMessageStartingWith("visits[1].count at byte ");
    }

    @Test
    void passesOnWhatAConstructorThrows() {
        assertThatThrownBy(() -> decode(Positive.class, "{\"number\": 0}"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("it is not positive");
    }

    @Test
    void refusesBytesThatAreNoText() {
        assertThatThrownBy(() -> Json.decoder(String.class).decode(new byte[] {'"', (byte) 0xFF, '"'}))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("Invalid UTF-8");
    }

    /** Each would take a stack, memory or time that the payload does not. */
    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"visits\":[{\"page\":", "{\"unknown\":[", "{\"unknown\":{\"a\":"})
    void refusesDeepDocuments(String level) {
        assertThatThrownBy(() -> decode(Visits.class, level.repeat(100_000))).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> decode(Object.class, level.repeat(100_000))).isInstanceOf(FormatException.class);
    }

    @Test
    void refusesLongNumbers() {
        for (String number : List.of("9".repeat(1_001), "1e999999999", "\"" + "9".repeat(1_001) + "\"")) {
            assertThatThrownBy(() -> decode(Visits.class, "{\"total\": %s}".formatted(number)))
                    .isInstanceOf(FormatException.class);
        }
    }

    @Test
    void refusesTypesThatCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.decoder(Anything.class))
                .withMessageStartingWith(Anything.class.getName() + " cannot be made of JSON: ");
    }

    @Test
    void decodesLinesAndDropsEmptyOnes() throws Exception {
        var lines = Json.lines(Visit.class);
        assertThat(lines.framing()).isEqualTo(Framing.lines());
        assertThat(lines.decode("{\"page\": \"a\", \"count\": 1}".getBytes(UTF_8)))
                .isEqualTo(new Visit("a", 1, null));
        assertThat(lines.decode(new byte[0])).isNull();
        assertThat(lines.decode(" \t\r".getBytes(UTF_8))).isNull();
    }

    @Test
    void knowsTheTypeOfItsEvents() {
        assertThat(Json.decoder(Visit.class).type()).isEqualTo(Visit.class);
        assertThat(((TypedDecoder<?>) Json.lines(Visit.class).payload()).type()).isEqualTo(Visit.class);
    }

    @Test
    void encodesOnOneLine() throws Exception {
        Visits visits =
                new Visits(List.of(new Visit("a\nb", 1, Level.LOW)), Instant.EPOCH, Optional.of("c"), BigInteger.TEN);
        String json =
                "{\"visits\":[{\"page\":\"a\\nb\",\"count\":1,\"level\":\"LOW\"}],\"at\":\"1970-01-01T00:00:00Z\","
                        + "\"referrer\":\"c\",\"total\":10}";
        assertThat(Json.encoder().encode(visits)).asString(UTF_8).isEqualTo(json);
        assertThat(Json.lineEncoder().encode(visits)).asString(UTF_8).isEqualTo(json + "\n");
        assertThat(Json.encoder().encode(Duration.ofSeconds(90)))
                .asString(UTF_8)
                .isEqualTo("\"PT1M30S\"");
        assertThat(decode(Visits.class, json)).isEqualTo(visits);
    }

    @Test
    void refusesToEncodeAnObjectThatContainsItself() {
        Map<String, Object> endless = new HashMap<>();
        endless.put("itself", endless);
        assertThatThrownBy(() -> Json.encoder().encode(endless)).isInstanceOf(FormatException.class);
    }

    private static <T> T decode(Class<T> type, String document) throws Exception {
        return Objects.requireNonNull(Json.decoder(type).decode(document.getBytes(UTF_8)));
    }
}
