package dev.bettong.format;

import dev.bettong.pipeline.Decoder;
import dev.bettong.pipeline.FramedDecoder;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Syslog messages of RFC 5424, and of the older form that RFC 3164 describes and most programs send.
 *
 * <p>Failures are a message without a priority, one with a priority above 191, and one that announces RFC 5424 and is not
 * in it. Whatever else does not look like a header of RFC 3164 belongs to the text.
 */
public final class Syslog {

    private Syslog() {}

    /** A decoder of payloads that are one message each. A line end or NUL behind it is dropped. */
    public static SyslogDecoder decoder() {
        return new SyslogDecoder();
    }

    /** A decoder of lines that are one message each; empty lines are dropped. Times without a zone are in UTC. */
    public static FramedDecoder<SyslogMessage> lines() {
        return lines(ZoneOffset.UTC);
    }

    /** As {@link #lines()}, with another zone. */
    public static FramedDecoder<SyslogMessage> lines(ZoneId zone) {
        return Decoder.lines(new NonBlankDecoder<>(decoder().zone(zone)));
    }
}
