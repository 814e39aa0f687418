package dev.bettong.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bettong.format.SyslogMessage.Facility;
import dev.bettong.format.SyslogMessage.Severity;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * Makes messages of syslog payloads. Immutable: each option makes another one.
 *
 * <p>Times of RFC 3164 have neither year nor zone. The zone is UTC unless set; the year is the one with which the time is
 * nearest to now, so a message that is decoded again after more than half a year has another time.
 */
public final class SyslogDecoder implements TypedDecoder<SyslogMessage> {

    private static final List<Facility> FACILITIES = List.of(Facility.values());
    private static final List<Severity> SEVERITIES = List.of(Severity.values());
    private static final int MAX_PRIORITY = 191;
    private static final int MAX_PRIORITY_DIGITS = 3;
    private static final String VERSION = "1 ";

    private final ZoneId zone;
    private final InstantSource now;

    SyslogDecoder() {
        this(ZoneOffset.UTC, InstantSource.system());
    }

    private SyslogDecoder(ZoneId zone, InstantSource now) {
        this.zone = zone;
        this.now = now;
    }

    /** The zone of times without one. */
    public SyslogDecoder zone(ZoneId zone) {
        return new SyslogDecoder(zone, now);
    }

    /** The clock by which times without a year get one; the system clock unless set. */
    public SyslogDecoder clock(InstantSource now) {
        return new SyslogDecoder(zone, now);
    }

    @Override
    public Class<SyslogMessage> type() {
        return SyslogMessage.class;
    }

    @Override
    public SyslogMessage decode(byte[] payload) throws FormatException {
        String message = text(withoutEnd(payload));
        int start = headerStart(message);
        int priority = Integer.parseInt(message, 1, start - 1, 10);
        if (priority > MAX_PRIORITY) {
            throw new FormatException("the priority %d is above %d".formatted(priority, MAX_PRIORITY));
        }
        Facility facility = FACILITIES.get(priority / SEVERITIES.size());
        Severity severity = SEVERITIES.get(priority % SEVERITIES.size());
        return message.startsWith(VERSION, start)
                ? new Rfc5424Parser(message, start + VERSION.length()).parse(facility, severity)
                : new Rfc3164Parser(message, start, zone, now).parse(facility, severity);
    }

    /** Without the line end that is within the count of some octet-counted frames, or the NUL of other programs. */
    private static byte[] withoutEnd(byte[] payload) {
        int length = payload.length;
        while (length > 0 && (payload[length - 1] == '\n' || payload[length - 1] == '\r' || payload[length - 1] == 0)) {
            length--;
        }
        return Arrays.copyOf(payload, length);
    }

    /** Many programs send the charset of their machine. Where that is not UTF-8, each byte becomes a character. */
    private static String text(byte[] message) {
        try {
            return StrictText.decode(message, UTF_8);
        } catch (FormatException malformed) {
            return new String(message, ISO_8859_1);
        }
    }

    /** Where the header starts, behind the priority. */
    private static int headerStart(String message) throws FormatException {
        int end = 1;
        while (end < message.length() && end <= MAX_PRIORITY_DIGITS && isDigit(message.charAt(end))) {
            end++;
        }
        if (end == 1 || end >= message.length() || message.charAt(0) != '<' || message.charAt(end) != '>') {
            throw new FormatException("the message does not begin with a priority, such as <13>");
        }
        return end + 1;
    }

    private static boolean isDigit(char each) {
        return each >= '0' && each <= '9';
    }
}
