package dev.bettong.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.bettong.format.SyslogMessage.Element;
import dev.bettong.format.SyslogMessage.Facility;
import dev.bettong.format.SyslogMessage.Parameter;
import dev.bettong.format.SyslogMessage.Severity;
import dev.bettong.pipeline.Framing;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogTest {

    private static final SyslogDecoder DECODER =
            Syslog.decoder().clock(InstantSource.fixed(Instant.parse("2026-03-01T12:00:00Z")));

    @Test
    void decodesRfc5424() throws Exception {
        SyslogMessage message = decode(
                "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 7 ID47"
                        + " [exampleSDID@32473 iut=\"3\" iut=\"4\" eventSource=\"App\\\"l\\\\ic\\]at\\ion\"][other] \uFEFFAn event");
        assertThat(message)
                .isEqualTo(new SyslogMessage(
                        Facility.LOCAL4,
                        Severity.NOTICE,
                        Instant.parse("2003-10-11T22:14:15.003Z"),
                        "mymachine.example.com",
                        "evntslog",
                        "7",
                        "ID47",
                        List.of(
                                new Element(
                                        "exampleSDID@32473",
                                        List.of(
                                                new Parameter("iut", "3"),
                                                new Parameter("iut", "4"),
                                                new Parameter("eventSource", "App\"l\\ic]at\\ion"))),
                                new Element("other", List.of())),
                        "An event"));
        assertThat(message.parameter("exampleSDID@32473", "iut")).isEqualTo("3");
        assertThat(message.parameter("exampleSDID@32473", "none")).isNull();
        assertThat(message.parameter("none", "iut")).isNull();
    }

    static Stream<Arguments> modern() {
        return Stream.of(
                arguments("<0>1 - - - - - -", ""),
                arguments("<0>1 - - - - - - ", ""),
                arguments("<0>1 - - - - - -  two", " two"),
                arguments("<0>1 - - - - - - \uFEFFtext", "text"),
                arguments("<0>1 - - - - - [a b=\"]\"] text", "text"),
                arguments("<0>1 - - - - - text without structured data", "text without structured data"),
                arguments("<0>1 - - - - - -5 degrees", "-5 degrees"),
                arguments("<0>1 - - - - - - text\n", "text"));
    }

    @ParameterizedTest
    @MethodSource("modern")
    void decodesMessagesWithoutValues(String message, String text) throws Exception {
        SyslogMessage decoded = decode(message);
        assertThat(decoded.text()).isEqualTo(text);
        assertThat(decoded)
                .extracting(
                        SyslogMessage::facility,
                        SyslogMessage::severity,
                        SyslogMessage::time,
                        SyslogMessage::host,
                        SyslogMessage::app,
                        SyslogMessage::processId,
                        SyslogMessage::messageId)
                .containsExactly(Facility.KERN, Severity.EMERGENCY, null, null, null, null, null);
    }

    static Stream<Arguments> traditional() {
        String at = "2026-02-28T22:14:15Z";
        return Stream.of(
                arguments("Feb 28 22:14:15 web cron[42]: run", at, "web", "cron", "42", "run"),
                arguments(
                        "Feb 28 22:14:15 web su: 'su root' failed: no", at, "web", "su", null, "'su root' failed: no"),
                arguments("Feb 28 22:14:15 10.0.0.1 postfix/smtpd[7]:  x", at, "10.0.0.1", "postfix/smtpd", "7", " x"),
                arguments("Feb 28 22:14:15 fe80::1 a-b.c: x", at, "fe80::1", "a-b.c", null, "x"),
                arguments("Feb 28 22:14:15 cron[42]: run", at, null, "cron", "42", "run"),
                arguments("Feb 28 22:14:15 su: x", at, null, "su", null, "x"),
                arguments("Feb 28 22:14:15 web no tag at all", at, "web", null, null, "no tag at all"),
                arguments("Feb 28 22:14:15 web my app: x", at, "web", null, null, "my app: x"),
                arguments("Feb 28 22:14:15 web : x", at, "web", null, null, "x"),
                arguments("Feb 28 22:14:15 web a:b c", at, "web", null, null, "a:b c"),
                arguments("Feb 28 22:14:15 alone", at, null, null, null, "alone"),
                arguments("Feb 28 22:14:15 web ", at, "web", null, null, ""),
                arguments("Feb 28 22:14:15", at, null, null, null, ""),
                arguments("Feb 28 22:14:15.5 web a: x", "2026-02-28T22:14:15.5Z", "web", "a", null, "x"),
                arguments("Mar  1 02:03:04 web a: x", "2026-03-01T02:03:04Z", "web", "a", null, "x"),
                arguments("Mar 1 02:03:04 web a: x", "2026-03-01T02:03:04Z", "web", "a", null, "x"),
                arguments("Mar 01 2020 02:03:04: %ASA-6-1: x", "2020-03-01T02:03:04Z", null, "%ASA-6-1", null, "x"),
                arguments("Mar 01 2020 02:03:04 fw : %ASA-6-1: x", "2020-03-01T02:03:04Z", "fw", "%ASA-6-1", null, "x"),
                arguments("2026-02-28T23:14:15.5+01:00 web a: x", "2026-02-28T22:14:15.5Z", "web", "a", null, "x"));
    }

    @ParameterizedTest
    @MethodSource("traditional")
    void decodesRfc3164(
            String header,
            Instant time,
            @Nullable String host,
            @Nullable String app,
            @Nullable String processId,
            String text)
            throws Exception {
        assertThat(decode("<13>" + header))
                .isEqualTo(new SyslogMessage(
                        Facility.USER, Severity.NOTICE, time, host, app, processId, null, List.of(), text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "a: b",
                "Feb 30 22:14:15 web a: x",
                "Feb 28 22:14:61 web a: x",
                "Feb 29 22:14:15 web a: x",
                "feb 28 22:14:15 web a: x",
                "Feb 28 22:14:15Z web a: x",
                "2026-02-28 22:14:15 web a: x",
                "2 - - - - - -",
                "12 apples"
            })
    void takesWhatHasNoTimeForText(String text) throws Exception {
        assertThat(decode("<13>" + text))
                .isEqualTo(new SyslogMessage(
                        Facility.USER, Severity.NOTICE, null, null, null, null, null, List.of(), text));
    }

    /** What Python's handler sends, and what is within the count of an octet-counted frame of syslog-ng. */
    @ParameterizedTest
    @ValueSource(strings = {"<14>text\0", "<14>text\n", "<14>text\r\n", "<14>text\n\0"})
    void dropsTheEndOfAMessage(String message) throws Exception {
        assertThat(decode(message).text()).isEqualTo("text");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T12:00:00Z, Dec 31 23:59:59, 2025-12-31T23:59:59Z",
        "2026-12-31T23:59:59Z, Jan  1 00:00:01, 2027-01-01T00:00:01Z",
        "2026-07-01T00:00:00Z, Jan  2 00:00:00, 2026-01-02T00:00:00Z",
        "2025-01-01T00:00:00Z, Feb 29 00:00:00, 2024-02-29T00:00:00Z",
    })
    void assumesTheYearThatIsNearest(Instant now, String time, Instant expected) throws Exception {
        SyslogDecoder decoder = Syslog.decoder().clock(InstantSource.fixed(now));
        assertThat(decoder.decode("<13>%s web a: x".formatted(time).getBytes(UTF_8))
                        .time())
                .isEqualTo(expected);
    }

    @Test
    void assumesTheZoneThatIsSet() throws Exception {
        byte[] message = "<13>Feb 28 22:14:15 web a: x".getBytes(UTF_8);
        assertThat(DECODER.zone(ZoneId.of("Europe/Berlin")).decode(message).time())
                .isEqualTo("2026-02-28T21:14:15Z");
    }

    @Test
    void readsTextThatIsNotUtf8AsLatin1() throws Exception {
        assertThat(DECODER.decode("<13>café".getBytes(ISO_8859_1)).text()).isEqualTo("café");
        assertThat(decode("<13>café").text()).isEqualTo("café");
    }

    static Stream<Arguments> failures() {
        String priority = "the message does not begin with a priority";
        return Stream.of(
                arguments("", priority),
                arguments("\n", priority),
                arguments("text", priority),
                arguments("<", priority),
                arguments("<>text", priority),
                arguments("<13", priority),
                arguments("<1234>text", priority),
                arguments("<a>text", priority),
                arguments("<-1>text", priority),
                arguments(" <13>text", priority),
                arguments("12 <13>text", priority),
                arguments("<192>text", "the priority 192 is above 191"),
                arguments("<13>1 apple", "the header has no time"),
                arguments("<13>1 yesterday web a 1 m - x", "the time of the header is no time: \"yesterday\""),
                arguments("<13>1 - web", "the header has no host name"),
                arguments("<13>1 -  web a 1 m - x", "the header has no host name"),
                arguments("<13>1 - - - - -", "the header has no message id"),
                arguments("<13>1 - - - - - [", "the structured data is malformed at character 17"),
                arguments("<13>1 - - - - - [a", "the structured data is malformed at character 18"),
                arguments("<13>1 - - - - - [a b]", "the structured data is malformed at character 20"),
                arguments("<13>1 - - - - - [a b=c]", "the structured data is malformed at character 21"),
                arguments("<13>1 - - - - - [a b=\"c]", "the structured data is malformed at character 24"),
                arguments("<13>1 - - - - - [a b=\"c\\", "the structured data is malformed at character 24"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void refusesWhatIsNoMessage(String message, String expected) {
        assertThatThrownBy(() -> decode(message))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(expected);
    }

    @Test
    void decodesLinesAndDropsEmptyOnes() throws Exception {
        assertThat(Syslog.lines().framing()).isEqualTo(Framing.lines());
        assertThat(Syslog.lines().decode(new byte[0])).isNull();
        assertThat(Syslog.lines().decode("<13>text".getBytes(UTF_8)))
                .extracting(SyslogMessage::text)
                .isEqualTo("text");
    }

    private static SyslogMessage decode(String message) throws FormatException {
        return DECODER.decode(message.getBytes(UTF_8));
    }
}
