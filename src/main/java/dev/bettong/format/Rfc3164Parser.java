package dev.bettong.format;

import dev.bettong.format.SyslogMessage.Facility;
import dev.bettong.format.SyslogMessage.Severity;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Parses what is behind the priority of a message of RFC 3164, which describes what programs did: time, host, tag and
 * process id are looked for where most programs write them. Used once, by one thread.
 */
final class Rfc3164Parser {

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private static final int FEBRUARY = 2;
    private static final int LEAP_DAY = 29;

    /** Month, day, perhaps a year, time, perhaps a fraction. */
    private static final Pattern TIME = Pattern.compile("(" + String.join("|", MONTHS)
            + ") {1,2}(\\d{1,2}) (?:(\\d{4}) )?(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)(?=[ :]|$)");

    private final String message;
    private final ZoneId zone;
    private final InstantSource now;
    private int position;

    Rfc3164Parser(String message, int position, ZoneId zone, InstantSource now) {
        this.message = message;
        this.position = position;
        this.zone = zone;
        this.now = now;
    }

    SyslogMessage parse(Facility facility, Severity severity) {
        Instant time = time();
        String host = time == null ? null : host();
        Tag tag = time == null ? Tag.NONE : tag();
        return new SyslogMessage(
                facility, severity, time, host, tag.app, tag.processId, null, List.of(), message.substring(position));
    }

    /** Without a time there is no header: all is text. */
    private @Nullable Instant time() {
        Matcher traditional = TIME.matcher(message).region(position, message.length());
        try {
            if (traditional.lookingAt()) {
                Instant time = traditional(traditional);
                position = traditional.end();
                skip(":"); // Cisco
                skip(" ");
                return time;
            }
            return isDigit() ? iso() : null;
        } catch (DateTimeException none) {
            return null;
        }
    }

    private boolean isDigit() {
        return position < message.length() && "0123456789".indexOf(message.charAt(position)) >= 0;
    }

    private Instant iso() {
        int end = wordEnd();
        Instant time = OffsetDateTime.parse(message.substring(position, end)).toInstant();
        position = end;
        skip(" ");
        return time;
    }

    private Instant traditional(Matcher time) {
        int month = MONTHS.indexOf(time.group(1)) + 1;
        int day = Integer.parseInt(time.group(2));
        LocalTime ofDay = LocalTime.parse(time.group(4));
        if (time.group(3) != null) {
            return LocalDateTime.of(Year.parse(time.group(3)).atMonth(month).atDay(day), ofDay)
                    .atZone(zone)
                    .toInstant();
        }
        Instant instant = now.instant();
        int year = instant.atZone(zone).getYear();
        return IntStream.rangeClosed(year - 1, year + 1)
                .filter(each -> month != FEBRUARY || day != LEAP_DAY || Year.isLeap(each))
                .mapToObj(each -> LocalDateTime.of(Year.of(each).atMonth(month).atDay(day), ofDay)
                        .atZone(zone)
                        .toInstant())
                .min(Comparator.comparing(
                        each -> Duration.between(each, instant).abs()))
                .orElseThrow(() -> new DateTimeException("no leap year is near"));
    }

    private int wordEnd() {
        int end = message.indexOf(' ', position);
        return end < 0 ? message.length() : end;
    }

    private void skip(String text) {
        if (message.startsWith(text, position)) {
            position += text.length();
        }
    }

    /** Programs that write to the socket of their own machine leave out the host, so that the tag comes first. */
    private @Nullable String host() {
        int end = wordEnd();
        String word = message.substring(position, end);
        if (end == message.length() || word.isEmpty() || word.endsWith(":")) {
            return null;
        }
        position = end + 1;
        skip(": "); // Cisco
        return word;
    }

    private record Tag(@Nullable String app, @Nullable String processId) {

        static final Tag NONE = new Tag(null, null);
    }

    /** A word with a colon behind it; in front of the colon may be a process id in brackets. */
    private Tag tag() {
        int end = wordEnd();
        String word = message.substring(position, end);
        if (word.length() < 2 || !word.endsWith(":")) {
            return Tag.NONE;
        }
        position = end;
        skip(" ");
        String tag = word.substring(0, word.length() - 1);
        int bracket = tag.indexOf('[');
        return bracket > 0 && tag.endsWith("]")
                ? new Tag(tag.substring(0, bracket), tag.substring(bracket + 1, tag.length() - 1))
                : new Tag(tag, null);
    }
}
