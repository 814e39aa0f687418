package dev.bettong.format;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A syslog message. What a message does not say, or says with {@code -}, is {@code null}.
 *
 * @param facility what kind of program sent it
 * @param severity how grave it is
 * @param time when it was sent
 * @param host that sent it
 * @param app name of the program; the tag in RFC 3164
 * @param processId usually a number
 * @param messageId kind of message; RFC 5424 only
 * @param structuredData elements in their order; RFC 5424 only
 * @param text the message; may be empty
 */
public record SyslogMessage(
        Facility facility,
        Severity severity,
        @Nullable Instant time,
        @Nullable String host,
        @Nullable String app,
        @Nullable String processId,
        @Nullable String messageId,
        List<Element> structuredData,
        String text) {

    public SyslogMessage {
        structuredData = List.copyOf(structuredData);
    }

    /** Facilities in the order of their numbers, from 0 to 23. */
    public enum Facility {
        KERN,
        USER,
        MAIL,
        DAEMON,
        AUTH,
        SYSLOG,
        LPR,
        NEWS,
        UUCP,
        CRON,
        AUTHPRIV,
        FTP,
        NTP,
        AUDIT,
        ALERT,
        CLOCK,
        LOCAL0,
        LOCAL1,
        LOCAL2,
        LOCAL3,
        LOCAL4,
        LOCAL5,
        LOCAL6,
        LOCAL7
    }

    /** Severities in the order of their numbers, from 0, the gravest, to 7. */
    public enum Severity {
        EMERGENCY,
        ALERT,
        CRITICAL,
        ERROR,
        WARNING,
        NOTICE,
        INFO,
        DEBUG
    }

    /**
     * An element of structured data.
     *
     * @param id such as {@code timeQuality}, or {@code name@number} with the number of an enterprise
     * @param parameters in their order
     */
    public record Element(String id, List<Parameter> parameters) {

        public Element {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A parameter of structured data. An element may have several of a name.
     *
     * @param value without escapes
     */
    public record Parameter(String name, String value) {}

    /** The value of the first parameter {@code name} in an element {@code id}; {@code null} if there is none. */
    public @Nullable String parameter(String id, String name) {
        return structuredData.stream()
                .filter(element -> element.id().equals(id))
                .flatMap(element -> element.parameters().stream())
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst()
                .orElse(null);
    }
}
