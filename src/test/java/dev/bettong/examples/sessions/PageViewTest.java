package dev.bettong.examples.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as Apache httpd and nginx write them. */
class PageViewTest {

    private static final String TIME = "[10/Oct/2000:13:55:36 -0700]";

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of( // from Apache's manual
                        "127.0.0.1 - frank " + TIME + " \"GET /apache_pb.gif HTTP/1.0\" 200 2326"
                                + " \"http://www.example.com/start.html\" \"Mozilla/4.08 [en] (Win98; I ;Nav)\"",
                        view("127.0.0.1", "2000-10-10T20:55:36Z", "/apache_pb.gif")),
                Arguments.of(
                        "2001:db8::7 - - [01/Mar/2026:00:00:00 +0530] \"GET /shop?q=a%20b HTTP/2.0\" 304 - \"-\" \"-\"",
                        view("2001:db8::7", "2026-02-28T18:30:00Z", "/shop")),
                Arguments.of( // a quote in the referer, as Apache writes it, and a user of two words
                        "host.example - John Doe " + TIME
                                + " \"POST /a HTTP/1.1\" 200 5 \"https://x/\\\"y\\\"\" \"curl\"",
                        view("host.example", "2000-10-10T20:55:36Z", "/a")),
                Arguments.of( // nginx: a quote is \x22, and the address behind a proxy comes last
                        "10.0.0.1 - - " + TIME
                                + " \"GET /b HTTP/1.1\" 200 5 \"-\" \"say \\x22hi\\x22\" \"203.0.113.7\"",
                        view("10.0.0.1", "2000-10-10T20:55:36Z", "/b")),
                Arguments.of(
                        "10.0.0.1 - - " + TIME + " \"GET /old\" 200 5 \"-\" \"-\"",
                        view("10.0.0.1", "2000-10-10T20:55:36Z", "/old")));
    }

    private static PageView view(String client, String at, String page) {
        return new PageView(client, Instant.parse(at), page);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void readsALine(String line, PageView view) {
        assertThat(PageView.parse(line)).isEqualTo(view);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "", "\\x16\\x03\\x01\\x02", "SSH-2.0-Go", "GET /a b HTTP/1.1"})
    void leavesOutWhatAsksForNoPage(String request) {
        assertThat(PageView.parse("10.0.0.1 - - " + TIME + " \"" + request + "\" 400 0 \"-\" \"-\""))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a line of a log",
                "10.0.0.1 - - [10/Oct/2000:13:55:36] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"",
                "10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 5",
                "10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.1\" 200 5 \"-\" \"cut o"
            })
    void refusesWhatIsNotInTheCombinedFormat(String line) {
        assertThatThrownBy(() -> PageView.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this is no line in the combined log format: " + line);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30/Feb/2026:00:00:00 +0000", "10/Okt/2000:13:55:36 -0700", "10/Oct/2000:25:55:36 -0700"})
    void refusesATimeThatThereIsNot(String time) {
        assertThatThrownBy(() -> PageView.parse("10.0.0.1 - - [" + time + "] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\""))
                .isInstanceOf(DateTimeException.class);
    }

    @Test
    void readsALineThatIsVeryLong() {
        assertThat(PageView.parse(
                        "10.0.0.1 - - " + TIME + " \"GET /a HTTP/1.1\" 200 5 \"-\" \"" + "x".repeat(500_000) + "\""))
                .isNotNull();
    }
}
