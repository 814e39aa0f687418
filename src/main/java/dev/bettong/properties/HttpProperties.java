package dev.bettong.properties;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Requests over HTTP: {@code bettong.http}.
 *
 * @param headerTimeout Time from the first byte of a request header to its end, after which the connection is closed; 0
 *     leaves slow headers to the web server. The service has 10s.
 * @param maxBodySize Bytes that the body of a request may have; a larger one is answered with 413.
 * @param bodyTimeout Time that the body of a request may take to arrive; a slower one is answered with 408.
 * @param maxEntitySize Characters of JSON that an entity is shown with; a longer one is answered with 422.
 */
public record HttpProperties(
        @DefaultValue("0s") Duration headerTimeout,
        @DefaultValue("4MB") DataSize maxBodySize,
        @DefaultValue("10s") Duration bodyTimeout,
        @DefaultValue("1MB") DataSize maxEntitySize)
        implements BettongSection {}
